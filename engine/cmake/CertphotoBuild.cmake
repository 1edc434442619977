# How everything here is compiled, and where it lands.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Werror)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # Haswell (2013) is the floor we build for; OpenCV and ONNX Runtime choose better code at run time.
  add_compile_options(-march=x86-64-v3)
endif()

set(CERTPHOTO_SANITIZE "" CACHE STRING "Sanitizers, comma separated: address,undefined or thread")
if(CERTPHOTO_SANITIZE)
  add_compile_options(-fsanitize=${CERTPHOTO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=${CERTPHOTO_SANITIZE})
endif()

# What scripts/setup fetched: the runtime and the models.
set(CERTPHOTO_DEPS "${CMAKE_SOURCE_DIR}/build/deps" CACHE PATH "Folder that scripts/setup filled")

# The build tree has the layout of an installed prefix, so that programs find their data in the same way in both.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/certphoto/plugins")
set(CERTPHOTO_DATA_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/share/certphoto")
file(MAKE_DIRECTORY "${CERTPHOTO_DATA_OUTPUT_DIRECTORY}" "${CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY}")
foreach(name pipelines specs rules papers server eval models.yaml plugins.yaml)
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/configs/${name}" "${CERTPHOTO_DATA_OUTPUT_DIRECTORY}/${name}" SYMBOLIC)
endforeach()
file(CREATE_LINK "${CMAKE_SOURCE_DIR}/sdk" "${CERTPHOTO_DATA_OUTPUT_DIRECTORY}/sdk" SYMBOLIC)
file(CREATE_LINK "${CERTPHOTO_DEPS}/models" "${CERTPHOTO_DATA_OUTPUT_DIRECTORY}/models" SYMBOLIC)

# What is built here is ours and runs in the host's process: plugins/own/NAME.sha256 says so, of the file in the build tree and, as
# installing may change a file, again of the installed one.
set(CERTPHOTO_OWN_PLUGINS ON)
function(certphoto_list_own_plugin name)
  set(list "${CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY}/own")
  file(MAKE_DIRECTORY "${list}")
  add_custom_command(TARGET certphoto-plugin-${name} POST_BUILD
    COMMAND "${CMAKE_COMMAND}" -E sha256sum "${name}.so" > "${list}/${name}.sha256"
    WORKING_DIRECTORY "${CERTPHOTO_PLUGIN_OUTPUT_DIRECTORY}" VERBATIM)
  set(folder "${CMAKE_INSTALL_LIBDIR}/certphoto/plugins")
  install(CODE "set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${folder}\")
    file(SHA256 \"\${folder}/${name}.so\" sum)
    file(WRITE \"\${folder}/own/${name}.sha256\" \"\${sum}  ${name}.so\\n\")"
    COMPONENT certphoto-plugins)
endfunction()

# certphoto_install_program(target COMPONENT name [DESTINATION dir]): a program that finds the libraries it brings along.
function(certphoto_install_program target)
  cmake_parse_arguments(ARG "" "COMPONENT;DESTINATION" "" ${ARGN})
  if(NOT ARG_DESTINATION)
    set(ARG_DESTINATION "${CMAKE_INSTALL_BINDIR}")
  endif()
  file(RELATIVE_PATH to_prefix "/${ARG_DESTINATION}" "/")
  set_target_properties(${target} PROPERTIES
    INSTALL_RPATH "$ORIGIN/${to_prefix}${CMAKE_INSTALL_LIBDIR}/certphoto")
  install(TARGETS ${target} RUNTIME DESTINATION "${ARG_DESTINATION}" COMPONENT ${ARG_COMPONENT})
endfunction()

# certphoto_add_tests(target LIBS lib...): one test program from every *_test.cpp of the current folder.
function(certphoto_add_tests target)
  if(NOT CERTPHOTO_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp")
  endif()
  if(NOT ARG_SOURCES)
    return()
  endif()
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_LIBS} GTest::gmock GTest::gtest_main)
  # gMock's templates take a third of a clean build at -O3, and nobody times tests.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_compile_definitions(${target} PRIVATE
    CERTPHOTO_SOURCE_DIR="${CMAKE_SOURCE_DIR}" CERTPHOTO_BUILD_DIR="${CMAKE_BINARY_DIR}"
    CERTPHOTO_DEPS="${CERTPHOTO_DEPS}")
  # Sanitized programs take several times as long. What they leave unsaid is in the test preset's environment.
  set(seconds 300)
  if(CERTPHOTO_SANITIZE)
    set(seconds 1500)
  endif()
  gtest_discover_tests(${target} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${seconds})
endfunction()
