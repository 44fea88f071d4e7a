// Scoring without LibTorch: links load, score and report, and meets the fault it expects.
#include <discern/detector.h>
#include <discern/error.h>
#include <discern/records.h>
#include <discern/report.h>
#include <discern/version.h>

#include <cstdio>

int main() {
  try {
    const discern::Detector detector = discern::load("no-such-model.discern");
    const auto records = discern::make_source({"amount"}, {1, 2, 3});
    discern::Report report(detector, {});
    report.add(detector.score(*records));
    report.write_html("report.html");
  } catch (const discern::Error& error) {
    std::printf("discern %s: %s\n", discern::kVersion, error.what());
    return error.fault() == discern::Fault::io ? 0 : 1;
  }
  return 1;
}
