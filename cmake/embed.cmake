# Files that go into the program as they are: each becomes a header with one string.
set(DISCERN_EMBEDDED_DIR ${CMAKE_CURRENT_BINARY_DIR}/embedded)

find_file(DISCERN_CHART_JS chart.min.js
          PATHS /usr/share/javascript/chart.js /usr/share/nodejs/chart.js/dist
          DOC "Chart.js 3, one minified file")
if(NOT DISCERN_CHART_JS)
  message(FATAL_ERROR "chart.min.js was not found; the report's plots need it. Install libjs-chart.js, "
                      "or give its path with -DDISCERN_CHART_JS=FILE.")
endif()

# embed(page.css report/web/page_css.h kPageCss): a header of that name with
# `inline constexpr std::string_view kPageCss`. An edited file is embedded again by the next build.
function(embed file header constant)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} content)
  string(FIND "${content}" ")embedded\"" closing)
  if(NOT closing EQUAL -1)
    message(FATAL_ERROR "${file} holds )embedded\", which ends the literal it is embedded in.")
  endif()
  set(target ${DISCERN_EMBEDDED_DIR}/${header})
  file(WRITE ${target}.new "#pragma once\n\n#include <string_view>\n\nnamespace discern {\n\n"
       "inline constexpr std::string_view ${constant} = R\"embedded(" "${content}"
       ")embedded\";\n\n}  // namespace discern\n")
  file(COPY_FILE ${target}.new ${target} ONLY_IF_DIFFERENT)
  file(REMOVE ${target}.new)
endfunction()

embed(${DISCERN_CHART_JS} report/web/chart_js.h kChartJs)
embed(${PROJECT_SOURCE_DIR}/src/report/web/page.css report/web/page_css.h kPageCss)
embed(${PROJECT_SOURCE_DIR}/src/report/web/page.js report/web/page_js.h kPageJs)
