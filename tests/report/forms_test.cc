#include "report/forms.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "report/document.h"
#include "report/pdf.h"
#include "report/sample.h"
#include "testing/faults.h"

using namespace discern;

TEST_CASE("the form is in the ending of the name") {
  CHECK(form_of("a/report.html") == Form::html);
  CHECK(form_of("-") == Form::html);
  CHECK(form_of("report") == Form::html);
  CHECK(form_of("r.json") == Form::json);
  CHECK(form_of("r.csv") == Form::csv);
  CHECK(form_of("r.md") == Form::markdown);
  CHECK(form_of("r.pdf") == Form::pdf);
  check_fault(Fault::usage, "r.docx ends in none of", [] { form_of("r.docx"); });
}

TEST_CASE("what comes from records can neither mark up a summary nor call anybody") {
  CHECK(markdown("a|b*c_d`e<i>@ops\n# x") == "a\\|b\\*c\\_d\\`e&lt;i&gt;&#64;ops \\# x");
  CHECK(markdown("[x](http://y)") == "\\[x\\](http://y)");
}

TEST_CASE("no cell of the cases is a formula") {
  Findings f = sample::tiny(false);
  Score s;
  s.record = "=HYPERLINK(\"http://x\")";
  s.score = 100;
  s.p_value = f.model.conformal.p_value(100);
  s.alert = true;
  s.reasons = {{"amount", 1, "+cmd, and \"more\""}};
  f.add(std::span(&s, 1));
  const std::string csv = cases_csv(report_document(f));
  CHECK(csv.find("1,\"'=HYPERLINK(\"\"http://x\"\")\",100,0.2,1,\"'+cmd, and \"\"more\"\"\",1,,") !=
        csv.npos);
}

TEST_CASE("without Chromium there is no PDF, and the way out is said") {
  setenv("DISCERN_CHROMIUM", "/nowhere/chromium", 1);
  check_fault(Fault::io, "/nowhere/chromium printed no PDF", [] { print_pdf("<p>x"); });
  unsetenv("DISCERN_CHROMIUM");
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  check_fault(Fault::io, "install Debian's package chromium", [] { print_pdf("<p>x"); });
  setenv("PATH", path.c_str(), 1);
}
