# Files that go into the program as they are: each becomes a header with one string.
set(DISCERN_EMBEDDED_DIR ${CMAKE_CURRENT_BINARY_DIR}/embedded)
