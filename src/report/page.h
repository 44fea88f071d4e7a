// The document as one HTML page that needs nothing else: no network, and no script to be read.
#pragma once

#include <string>

#include "base/json.h"

namespace discern {

// document: as report_document makes it. Under 1.15 MB: cases and values that do not fit, columns beyond
// the first 60 of a case and the ends of long texts are left to the JSON twin, and the page says so.
std::string html_page(const Json& document);

}  // namespace discern
