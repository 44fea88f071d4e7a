// The three jobs, on records in memory: a cloud of points is normal, a point far from it is not.
#include <discern/discern.h>

#include <cmath>
#include <cstdio>

int main() {
  std::vector<double> values;
  for (int i = 0; i < 600; ++i)
    values.insert(values.end(), {std::sin(i * 1.7), std::cos(i * 2.3) + .1 * std::sin(i)});
  const auto normal = discern::make_source({"a", "b"}, values);
  discern::TrainOptions options;
  options.method = "knn";
  discern::save(discern::train(*normal, options), "points.discern");

  const discern::Detector detector = discern::load("points.discern");
  const auto incoming = discern::make_source({"a", "b"}, {.1, .2, 40, -40});
  const auto scores = detector.score(*incoming);
  discern::Report report(detector, {});
  report.add(scores);
  report.write_html("points.html");
  std::printf("scores %.3f and %.3f\n", scores[0].score, scores[1].score);
  return scores[1].alert && scores[1].score > scores[0].score ? 0 : 1;
}
