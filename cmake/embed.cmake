# Files that go into the program as they are: each becomes a header with one string.
set(DISCERN_EMBEDDED_DIR ${CMAKE_CURRENT_BINARY_DIR}/embedded)

find_file(DISCERN_CHART_JS chart.min.js
          PATHS /usr/share/javascript/chart.js /usr/share/nodejs/chart.js/dist
          DOC "Chart.js 3, one minified file")
if(NOT DISCERN_CHART_JS)
  message(FATAL_ERROR "chart.min.js was not found; the report's plots need it. Install libjs-chart.js, "
                      "or give its path with -DDISCERN_CHART_JS=FILE.")
endif()

# embed(report/web/page_css.h kPageCss page.css): a header of that name with
# `inline constexpr std::string_view kPageCss`, the files one after the other. An edited file is embedded again by the
# next build.
function(embed header constant)
  set(content)
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND content "${text}")
  endforeach()
  string(FIND "${content}" ")embedded\"" closing)
  if(NOT closing EQUAL -1)
    message(FATAL_ERROR "${ARGN} holds )embedded\", which ends the literal it is embedded in.")
  endif()
  set(target ${DISCERN_EMBEDDED_DIR}/${header})
  file(WRITE ${target}.new "#pragma once\n\n#include <string_view>\n\nnamespace discern {\n\n"
       "inline constexpr std::string_view ${constant} = R\"embedded(" "${content}"
       ")embedded\";\n\n}  // namespace discern\n")
  file(COPY_FILE ${target}.new ${target} ONLY_IF_DIFFERENT)
  file(REMOVE ${target}.new)
endfunction()

set(web ${PROJECT_SOURCE_DIR}/src/report/web)
embed(report/web/chart_js.h kChartJs ${DISCERN_CHART_JS})
embed(report/web/page_css.h kPageCss ${web}/page.css ${web}/gallery.css)
# One script: a file sees what the files before it put into `report`.
embed(report/web/page_js.h kPageJs ${web}/base.js ${web}/charts.js ${web}/curves.js ${web}/threshold.js ${web}/tables.js ${web}/page.js
      ${web}/gallery.js)
