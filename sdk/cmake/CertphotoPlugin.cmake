# certphoto_add_plugin(name SOURCES file... [LIBS lib...]): a plugin library that exports its entry and nothing else.
#
# The target is certphoto-plugin-NAME, the file NAME.so. In a project without C++ it is linked with the C headers
# alone. CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY, where set, is where it lands.
function(certphoto_add_plugin name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  set(exports "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.exports")
  set(target certphoto-plugin-${name})
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  add_library(${target} MODULE ${ARG_SOURCES})
  if("CXX" IN_LIST languages)
    target_link_libraries(${target} PRIVATE certphoto::sdk ${ARG_LIBS})
  else()
    target_link_libraries(${target} PRIVATE certphoto::abi ${ARG_LIBS})
  endif()
  target_link_options(${target} PRIVATE "-Wl,--version-script=${exports}")
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME "${name}" PREFIX "" LINK_DEPENDS "${exports}"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(DEFINED CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY}")
    install(TARGETS ${target} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/certphoto/plugins
      COMPONENT certphoto-plugins)
    if(CERTPHOTO_OWN_PLUGINS)
      certphoto_list_own_plugin(${name})
    endif()
  endif()
endfunction()

# certphoto_add_plugin_check(name [ARGS arg...]): a test that runs certphoto-plugin-check on the plugin NAME.
function(certphoto_add_plugin_check name)
  cmake_parse_arguments(ARG "" "" "ARGS" ${ARGN})
  if(NOT CERTPHOTO_PLUGIN_CHECK)
    message(WARNING "certphoto-plugin-check was not found: the plugin ${name} is not checked")
    return()
  endif()
  add_test(NAME ${name}-plugin-check
    COMMAND "${CERTPHOTO_PLUGIN_CHECK}" ${ARG_ARGS} "$<TARGET_FILE:certphoto-plugin-${name}>")
endfunction()
