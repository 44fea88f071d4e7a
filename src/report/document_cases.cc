#include <algorithm>
#include <set>

#include "report/document_parts.h"
#include "report/words.h"

namespace discern {
namespace {

Json reasons_json(const std::vector<Reason>& reasons) {
  Json out = Json::array();
  for (const Reason& r : reasons) out.push_back({{"column", r.column}, {"share", r.share}, {"text", r.text}});
  return out;
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
  out["components"] = r.score.components;
  out["reasons"] = reasons_json(r.score.reasons);
  if (const auto found = f.case_values.find(r.position); found != f.case_values.end()) {
    out["values"] = found->second.values;
    out["reference"] = found->second.reference;
  }
  return out;
}

}  // namespace

Json cases_part(const Findings& f) {
  Json out = Json::array();
  std::size_t below = 0;
  for (const StrangeRecord& r : f.strangest.sorted())
    if (r.score.alert || below++ < kBelow) out.push_back(case_json(f, r, out.size() + 1));
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
