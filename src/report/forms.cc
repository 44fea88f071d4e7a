#include "report/forms.h"

#include <filesystem>

#include "base/fail.h"
#include "base/text.h"
#include "report/page_parts.h"
#include "report/words.h"

namespace discern {
namespace {

constexpr std::size_t kListed = 10;

std::string without_formula(const std::string& text) {
  if (text.empty() || std::string_view("=+-@\t\r").find(text[0]) == std::string_view::npos ||
      parse_number(text))
    return text;
  return "'" + text;
}

void add_text(std::string& out, const std::string& text) {
  out += ',';
  append_csv_field(out, without_formula(text));
}

void add_number(std::string& out, const Json& value) {
  out += ',';
  if (value.is_number()) append_number(out, value.get<double>());
}

std::size_t most_reasons(const Json& cases) {
  std::size_t most = 0;
  for (const Json& one : cases) most = std::max(most, one["reasons"].size());
  return most;
}

std::string why(const Json& one) {
  std::string out;
  for (const Json& reason : one["reasons"])
    out += (out.empty() ? "" : "; ") + reason["text"].get<std::string>();
  return out.empty() ? "–" : out;
}

void add_cases(const Json& cases, std::string& out) {
  if (cases.empty()) return;
  out += "\n| # | Record | Score | p-value | Alert | Why |\n| ---: | --- | ---: | ---: | --- | --- |\n";
  for (std::size_t k = 0; k < std::min(kListed, cases.size()); ++k) {
    const Json& one = cases[k];
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", k + 1, markdown(clipped(one["record"], 80)),
                       number(one["score"]), number(one["p_value"]), one["alert"].get<bool>() ? "yes" : "no",
                       markdown(clipped(why(one), 400)));
  }
}

void add_quality(const Json& q, std::string& out) {
  if (q.is_null()) return;
  out += fmt::format("- Precision {}, recall {}: {} of {} anomalies alert, {} false alarms.\n",
                     share_of(q["precision"]), share_of(q["recall"]), number(q["true_alerts"]),
                     number(q["anomalous"]), number(q["false_alerts"]));
  if (!q["auroc"].is_null())
    out += fmt::format("- AUROC {:.4f}, average precision {:.4f}.\n", q["auroc"]["value"].get<double>(),
                       q["auprc"]["value"].get<double>());
}

}  // namespace

Form form_of(const std::string& path) {
  const std::string ending = path == "-" ? "" : std::filesystem::path(path).extension().string();
  if (ending.empty() || ending == ".html" || ending == ".htm") return Form::html;
  if (ending == ".json") return Form::json;
  if (ending == ".csv") return Form::csv;
  if (ending == ".md") return Form::markdown;
  if (ending == ".pdf") return Form::pdf;
  fail(Fault::usage,
       "report: {} ends in none of .html, .json, .csv, .md and .pdf, which say the form; name it so", path);
}

std::string json_file(const Json& document) {
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string cases_csv(const Json& document) {
  const Json& cases = document["cases"];
  const std::size_t reasons = most_reasons(cases);
  std::vector<const char*> texts, numbers;
  if (!cases.empty())
    for (const char* fact : {"time", "entity", "segment"})
      if (cases[0].contains(fact)) texts.push_back(fact);
  const bool labelled = !cases.empty() && cases[0].contains("label"),
             amount = !cases.empty() && cases[0].contains("amount");
  std::string out = labelled ? "rank,record,label,score,p_value,alert" : "rank,record,score,p_value,alert";
  for (const char* fact : texts) out += std::string(",") + fact;
  if (amount) out += ",amount";
  for (std::size_t k = 1; k <= reasons; ++k) out += fmt::format(",reason_{0},share_{0}", k);
  out += "\n";
  for (const Json& one : cases) {
    out += std::to_string(one["rank"].get<std::size_t>());
    add_text(out, one["record"]);
    if (labelled) add_text(out, one["label"]);
    add_number(out, one["score"]);
    add_number(out, one["p_value"]);
    out += one["alert"].get<bool>() ? ",1" : ",0";
    for (const char* fact : texts) add_text(out, one.value(fact, ""));
    if (amount) add_number(out, one["amount"]);
    for (std::size_t k = 0; k < reasons; ++k) {
      const bool there = k < one["reasons"].size();
      add_text(out, there ? one["reasons"][k]["text"].get<std::string>() : "");
      add_number(out, there ? one["reasons"][k]["share"] : Json(nullptr));
    }
    out += "\n";
  }
  return out;
}

std::string markdown(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t' || c == '\0')
      out += ' ';
    else if (c == '&' || c == '<' || c == '>')
      out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;";
    else if (c == '@')
      out += "&#64;";  // no name is called
    else if (std::string_view("\\`*_[]|#~!").find(c) != std::string_view::npos)
      out += {'\\', c};
    else
      out += c;
  }
  return out;
}

std::string markdown_summary(const Json& document) {
  const Json& rule = document["rule"];
  std::string out = "# " + markdown(document["title"]) + "\n\n**" + markdown(document["headline"]) + "** " +
                    markdown(document["judgement"]) + "\n\n";
  for (const Json& note : document["notes"]) out += "- " + markdown(note) + "\n";
  add_quality(document["quality"], out);
  out +=
      fmt::format("- Rule: {}; {} to {} false alarms to expect if every record were normal.\n",
                  markdown(rule["text"]), number(rule["expected"]["low"]), number(rule["expected"]["high"]));
  const Json& money = document["money"];
  if (!money.is_null())
    out += fmt::format("- {} of {} in {} alert.\n", number(money["alerting"]), number(money["total"]),
                       markdown(money["column"]));
  out += fmt::format("- Model: {}, training verdict {}.\n", markdown(document["model"]["method"]),
                     markdown(document["verdict"]["level"]));
  add_cases(document["cases"], out);
  out += "\n" + markdown(document["limits"][0]) + "\n";
  return out;
}

}  // namespace discern
