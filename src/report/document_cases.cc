#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "report/document_parts.h"
#include "report/moments.h"
#include "report/words.h"

namespace discern {
namespace {

Json reasons_json(const std::vector<Reason>& reasons) {
  Json out = Json::array();
  for (const Reason& r : reasons) out.push_back({{"column", r.column}, {"share", r.share}, {"text", r.text}});
  return out;
}

void add_facts(const Findings& f, std::size_t record, Json& out) {
  if (record < f.record_facts.time.size() && !std::isnan(f.record_facts.time[record]))
    out["time"] = f.record_facts.dates ? moment_text(f.record_facts.time[record])
                                       : readable(f.record_facts.time[record]);
  if (!f.record_facts.segment_column.empty()) out["segment"] = f.record_facts.segment.at(record);
  if (!f.record_facts.entity_column.empty()) out["entity"] = f.record_facts.entity.at(record);
  if (!f.record_facts.amount.empty()) out["amount"] = f.record_facts.amount[record];
}

Json case_json(const Findings& f, const StrangeRecord& r, std::size_t rank) {
  Json out = {{"rank", rank},
              {"position", r.position + 1},
              {"record", r.score.record},
              {"score", r.score.score},
              {"p_value", r.score.p_value},
              {"p_value_text", p_value_text(r.score.p_value, f.model.conformal.sorted().size())},
              {"alert", r.score.alert}};
  if (f.labelled()) out["label"] = r.score.label;
  add_facts(f, std::size_t(r.position), out);
  out["components"] = r.score.components;
  out["reasons"] = reasons_json(r.score.reasons);
  if (const auto found = f.case_values.find(r.position); found != f.case_values.end()) {
    out["values"] = found->second.values;
    out["reference"] = found->second.reference;
  }
  return out;
}

// How much of two records' scores the same columns explain: the sum of the lesser shares, in [0, 1].
double likeness(const std::vector<Reason>& a, const std::vector<Reason>& b) {
  double out = 0;
  for (const Reason& x : a)
    for (const Reason& y : b)
      if (x.column == y.column) out += std::min(x.share, y.share);
  return out;
}

// Ranks of the cases whose reasons are most alike, best first.
Json alike(const std::vector<const StrangeRecord*>& cases, std::size_t one) {
  constexpr double kAlike = 0.5;
  constexpr std::size_t kMost = 3;
  std::vector<std::pair<double, std::size_t>> found;
  for (std::size_t k = 0; k < cases.size(); ++k) {
    if (k == one) continue;
    const double how = likeness(cases[one]->score.reasons, cases[k]->score.reasons);
    if (how >= kAlike) found.emplace_back(-how, k + 1);
  }
  const std::size_t most = std::min(kMost, found.size());
  std::partial_sort(found.begin(), found.begin() + std::ptrdiff_t(most), found.end());
  Json out = Json::array();
  for (std::size_t k = 0; k < most; ++k) out.push_back(found[k].second);
  return out;
}

}  // namespace

Json cases_part(const Findings& f) {
  constexpr std::size_t kMostCompared = 1000;
  const std::vector<StrangeRecord> strangest = f.strangest.sorted();
  std::vector<const StrangeRecord*> listed;
  std::size_t below = 0;
  for (const StrangeRecord& r : strangest)
    if (r.score.alert || below++ < kBelow) listed.push_back(&r);
  const std::vector<const StrangeRecord*> compared(
      listed.begin(), listed.begin() + std::ptrdiff_t(std::min(kMostCompared, listed.size())));
  Json out = Json::array();
  for (std::size_t k = 0; k < listed.size(); ++k) {
    out.push_back(case_json(f, *listed[k], k + 1));
    out.back()["similar"] = k < compared.size() ? alike(compared, k) : Json::array();
  }
  return out;
}

Json alert_columns_part(const Findings& f) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> counts;  // column -> {first, named}
  for (const StrangeRecord& r : f.strangest.sorted()) {
    if (!r.score.alert) continue;
    std::set<std::string> seen;
    for (std::size_t k = 0; k < r.score.reasons.size(); ++k) {
      const std::string& column = r.score.reasons[k].column;
      if (!seen.insert(column).second) continue;
      counts[column].first += k == 0;
      ++counts[column].second;
    }
  }
  Json out = Json::array();
  for (const auto& [column, count] : counts)
    out.push_back({{"column", column}, {"first", count.first}, {"named", count.second}});
  std::stable_sort(out.begin(), out.end(), [](const Json& a, const Json& b) {
    return std::pair(a["first"].get<int>(), a["named"].get<int>()) >
           std::pair(b["first"].get<int>(), b["named"].get<int>());
  });
  return out;
}

}  // namespace discern
