// What a report shows for which kind of reader: one table of sections, one of views. A new section or view is
// a row in views.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/html.h"

namespace discern {

struct Section {
  const char* id;     // names it in a view and in the page's address
  const char* title;  // in the table of contents
  void (*add)(const Json& document, Html& out);
  // The part of the document it lays out; left out where that is absent or null. Null: always there.
  const char* part;
};

struct View {
  const char* name;
  const char* meaning;                // for --help
  std::vector<const char*> sections;  // ids, in the order of the page
};

std::span<const View> views();
std::vector<std::string> view_names();
const View& view_named(std::string_view name);  // Error(usage) that lists them
// Those of the view for which the document has something to show, in order.
std::vector<Section> sections_of(const Json& document);

}  // namespace discern
