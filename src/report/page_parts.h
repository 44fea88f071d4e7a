// The sections of the page, in their order.
#pragma once

#include <string>
#include <vector>

#include "report/html.h"

namespace discern {

void add_summary(const Json& document, Html& out);
void add_threshold(const Json& document, Html& out);
void add_rule(const Json& document, Html& out);
void add_quality(const Json& document, Html& out);
void add_distribution(const Json& document, Html& out);
void add_cases(const Json& document, Html& out);
void add_money(const Json& document, Html& out);
void add_entities(const Json& document, Html& out);
void add_time(const Json& document, Html& out);
void add_hours(const Json& document, Html& out);
void add_segments(const Json& document, Html& out);
void add_gallery(const Json& document, Html& out);
void add_watch(const Json& document, Html& out);
void add_drift(const Json& document, Html& out);
void add_surprises(const Json& document, Html& out);
void add_verdict(const Json& document, Html& out);
void add_model(const Json& document, Html& out);
void add_limits(const Json& document, Html& out);

// The learning curves among the facts of the training: [{"name", "step": [], "value": []}]
Json training_curves(const Json& training);

// From the beginning to the end of the head.
void open_page(const std::string& title, Html& out);

// Pieces they share.
std::string number(const Json& value);    // as people read it; "–" for null
std::string share_of(const Json& value);  // percent; "–" for null
Markup cell(const Json& value);           // <td> with a number, sortable by its exact value
Markup share_cell(const Json& value);     // <td> with a percentage
Markup bar(double share);                 // a bar of that length in [0, 1]; says nothing to screen readers
// At most that many bytes once it is escaped, whole characters, and "…" if that is not all.
std::string clipped(const std::string& text, std::size_t most);
void add_reasons(const Json& reasons, Html& out);  // a list: bar, share, text
// A table that can be scrolled sideways; with kind "sortable" scripts make its headings buttons, but of fixed
// ones.
struct Heading {
  const char* name;
  enum Kind { text, number, fixed } kind = text;
  const char* sorted = nullptr;  // "ascending" or "descending" as it comes
};
void open_table(Html& out, const char* kind, const char* caption, const std::vector<Heading>& headings);
void close_table(Html& out);
// A canvas that a script draws on; nothing without one.
void add_chart(Html& out, const char* id, const std::string& description);
void open_section(Html& out, const char* id, const char* heading);

}  // namespace discern
