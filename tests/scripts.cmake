# Tests that are no Catch2 programs: the sources' order, scripts, manual pages, the installed package.
find_program(BASH bash REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)

file(GLOB tools_tests CONFIGURE_DEPENDS tools/*.cc)
add_executable(test_tools main.cc ${tools_tests})
target_link_libraries(test_tools PRIVATE discern_tools Catch2::Catch2)
discern_add_tests(test_tools ${tools_tests})

add_test(NAME "layers are kept" COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/layers_test.py)
add_test(NAME "layers that are not kept are found"
         COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/layers_test.py --self-test)
add_test(NAME "data sets are fetched, checked and resumed" COMMAND ${BASH} ${CMAKE_CURRENT_SOURCE_DIR}/fetch_test.sh)
add_test(NAME "practice files are what the program makes"
         COMMAND ${BASH} ${CMAKE_CURRENT_SOURCE_DIR}/practice_files_test.sh $<TARGET_FILE:discern>)
add_test(NAME "manual pages and completion are sound"
         COMMAND ${BASH} ${CMAKE_CURRENT_SOURCE_DIR}/manual_test.sh $<TARGET_FILE:discern>)

# Debian's Python has pydicom and nibabel; another may not.
add_executable(print_pictures program/print_pictures.cc)
target_link_libraries(print_pictures PRIVATE discern_internal)
find_program(DEBIAN_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
set(clinical_python ${Python3_EXECUTABLE})
if(DEBIAN_PYTHON)
  set(clinical_python ${DEBIAN_PYTHON})
endif()
add_test(NAME "clinical pictures have the values that pydicom and nibabel read"
         COMMAND ${clinical_python}
                 ${CMAKE_CURRENT_SOURCE_DIR}/program/clinical_values_test.py)
add_test(NAME "compressed DICOM pictures have the values that others compressed"
         COMMAND ${clinical_python} ${CMAKE_CURRENT_SOURCE_DIR}/program/dicom_codings_test.py)
set_tests_properties("clinical pictures have the values that pydicom and nibabel read"
                     "compressed DICOM pictures have the values that others compressed"
                     PROPERTIES ENVIRONMENT "DISCERN_PRINT_PICTURES=$<TARGET_FILE:print_pictures>")

# A sanitized library would have to be linked by a sanitized project.
if(NOT DISCERN_SANITIZE)
  add_test(NAME "a project builds against the installed package"
           COMMAND ${BASH} ${CMAKE_CURRENT_SOURCE_DIR}/consumer_test.sh ${PROJECT_BINARY_DIR} ${CMAKE_COMMAND}
                   ${DISCERN_TRAIN})
  set_tests_properties("a project builds against the installed package" PROPERTIES TIMEOUT 900)
endif()

# The program as its users run it; training is part of it.
if(DISCERN_TRAIN)
  file(GLOB programs CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/program/*_test.py)
  list(FILTER programs EXCLUDE REGEX "(clinical_values|dicom_codings)_test.py$")  # the readers, above
  foreach(program ${programs})
    string(REGEX REPLACE ".*/(.*)_test.py" "\\1" name ${program})
    add_test(NAME "the program: ${name}" COMMAND ${clinical_python} ${program})
    set_tests_properties("the program: ${name}" PROPERTIES TIMEOUT 600 ENVIRONMENT "DISCERN_BUILD=${PROJECT_BINARY_DIR}")
  endforeach()
  # Needs Chromium and npm's packages; skipped with a message where they are missing.
  find_program(NODE node)
  if(NODE)
    add_test(NAME "the page in a browser" COMMAND ${NODE} ${CMAKE_CURRENT_SOURCE_DIR}/browser/page_test.mjs)
    set_tests_properties("the page in a browser" PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77
                         ENVIRONMENT "DISCERN_BUILD=${PROJECT_BINARY_DIR}")
  else()
    message(STATUS "node was not found: the page is not tested in a browser")
  endif()
  if(NOT DISCERN_SANITIZE)
    add_test(NAME "what the README shows" COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/readme_test.py)
    set_tests_properties("what the README shows" PROPERTIES TIMEOUT 1200 ENVIRONMENT "DISCERN_BUILD=${PROJECT_BINARY_DIR}")
  endif()
endif()
