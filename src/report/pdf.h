// A page as PDF, printed by Chromium where it is installed.
#pragma once

#include <string>

namespace discern {

// Path of the browser that prints: $DISCERN_CHROMIUM, else the first of chromium, chromium-browser,
// google-chrome and google-chrome-stable on the PATH; empty if there is none.
std::string find_chromium();

// html: a whole page. Error(io) where there is no Chromium or it prints nothing.
std::string print_pdf(const std::string& html);

}  // namespace discern
