# certphoto_add_plugin(name SOURCES file... [LIBS lib...]): a plugin library that exports its entry and nothing else.
function(certphoto_add_plugin name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  set(exports "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.exports")
  add_library(certphoto-plugin-${name} MODULE ${ARG_SOURCES})
  target_link_libraries(certphoto-plugin-${name} PRIVATE certphoto::sdk ${ARG_LIBS})
  target_link_options(certphoto-plugin-${name} PRIVATE "-Wl,--version-script=${exports}")
  set_target_properties(certphoto-plugin-${name} PROPERTIES
    OUTPUT_NAME "${name}" PREFIX "" LINK_DEPENDS "${exports}"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(DEFINED CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(certphoto-plugin-${name} PROPERTIES
      LIBRARY_OUTPUT_DIRECTORY "${CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY}")
    install(TARGETS certphoto-plugin-${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/certphoto/plugins)
  endif()
endfunction()
