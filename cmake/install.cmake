# What `cmake --install` puts where: libraries and headers, the CMake package, .pc files, programs, manual pages and
# completion. Scoring and training are two export sets, so that who only scores needs no LibTorch.
include(CMakePackageConfigHelpers)
set(DISCERN_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/discern)

install(TARGETS discern_score EXPORT discern_score)
install(EXPORT discern_score FILE discernScoreTargets.cmake NAMESPACE discern:: DESTINATION ${DISCERN_CMAKE_DIR})
install(DIRECTORY include/discern DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS discern)
if(DISCERN_TRAIN)
  install(TARGETS discern_train EXPORT discern_train)
  install(EXPORT discern_train FILE discernTrainTargets.cmake NAMESPACE discern:: DESTINATION ${DISCERN_CMAKE_DIR})
  install(TARGETS discern-train RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/discern)
endif()

configure_package_config_file(cmake/discernConfig.cmake.in discernConfig.cmake
                              INSTALL_DESTINATION ${DISCERN_CMAKE_DIR})
write_basic_package_version_file(discernConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/discernConfig.cmake ${PROJECT_BINARY_DIR}/discernConfigVersion.cmake
              cmake/FindOneDNN.cmake cmake/FindOpenJPEG.cmake
        DESTINATION ${DISCERN_CMAKE_DIR})

# A static library's users link what it needs; a shared one's do not.
if(NOT BUILD_SHARED_LIBS)
  set(DISCERN_PC_REQUIRES "fmt simdjson zlib libpng libjpeg charls libopenjp2 libcrypto")
  set(DISCERN_PC_SCORE_LIBS "-ldnnl -fopenmp -pthread")
  set(DISCERN_PC_TRAIN_LIBS "-ltorch -ltorch_cpu -lc10")
endif()
set(pc_files discern-score)
if(DISCERN_TRAIN)
  list(APPEND pc_files discern)
endif()
foreach(name IN LISTS pc_files)
  configure_file(cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

set(manual_dir ${PROJECT_BINARY_DIR}/manual)
add_custom_command(OUTPUT ${manual_dir}/discern.1 ${manual_dir}/completion
                   COMMAND ${CMAKE_COMMAND} -E make_directory ${manual_dir}
                   COMMAND discern manual --man ${manual_dir} --completion ${manual_dir}/completion
                   DEPENDS discern
                   COMMENT "Writing manual pages and completion")
add_custom_target(discern_manual ALL DEPENDS ${manual_dir}/discern.1)
install(DIRECTORY ${manual_dir}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN *.1)
install(FILES ${manual_dir}/completion DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME discern)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
