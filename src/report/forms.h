// The forms a report is written in, and which of them a file's name asks for.
#pragma once

#include <string>

#include "base/json.h"

namespace discern {

enum class Form { html, json, csv, markdown, pdf };
// By the ending: .html .json .csv .md .pdf; "-" and names without an ending are html. Error(usage) for
// another.
Form form_of(const std::string& path);

std::string json_file(const Json& document);
// The cases, one a line: rank, record, [label], score, p_value, alert, [time, entity, segment, amount], then
// reason_1, share_1, ... Text that a spreadsheet would run as a formula has a ' before it.
std::string cases_csv(const Json& document);
// For a ticket: the findings, the ten strangest, the rule, quality, what to know. What comes from records is
// escaped.
std::string markdown_summary(const Json& document);

// text as one line of Markdown that shows as it is.
std::string markdown(const std::string& text);

}  // namespace discern
