#[[
FindOnnxRuntime
---------------

Finds ONNX Runtime: an installed package if there is one, otherwise what scripts/setup put under build/deps.

Variables it reads
  CERTPHOTO_DEPS              where scripts/setup put the dependencies, as a CMake or an environment variable
                              (default: build/deps in this repository)

Imported target
  OnnxRuntime::OnnxRuntime    headers (#include <onnxruntime_cxx_api.h>) and the shared library

Variables it sets
  OnnxRuntime_VERSION         the library's version
  OnnxRuntime_API_VERSION     the headers' ORT_API_VERSION; never newer than the library
  OnnxRuntime_LIBRARY_FILE    the shared library itself, links resolved
  OnnxRuntime_SONAME          the name programs look it up by
  OnnxRuntime_BUNDLED         true if it is the one under build/deps, which an install must carry along
#]]

include(FindPackageHandleStandardArgs)

if(NOT CERTPHOTO_DEPS)
  if(DEFINED ENV{CERTPHOTO_DEPS})
    set(CERTPHOTO_DEPS "$ENV{CERTPHOTO_DEPS}")
  else()
    get_filename_component(CERTPHOTO_DEPS "${CMAKE_CURRENT_LIST_DIR}/../../build/deps" ABSOLUTE)
  endif()
endif()
set(_ort_bundle "${CERTPHOTO_DEPS}/onnxruntime")

# Headers and library must come from the same place, so the places are tried one after the other.
find_path(OnnxRuntime_SYSTEM_INCLUDE_DIR onnxruntime_c_api.h PATH_SUFFIXES onnxruntime onnxruntime/core/session)
find_library(OnnxRuntime_SYSTEM_LIBRARY onnxruntime)
mark_as_advanced(OnnxRuntime_SYSTEM_INCLUDE_DIR OnnxRuntime_SYSTEM_LIBRARY)

if(OnnxRuntime_SYSTEM_INCLUDE_DIR AND OnnxRuntime_SYSTEM_LIBRARY)
  set(OnnxRuntime_INCLUDE_DIR "${OnnxRuntime_SYSTEM_INCLUDE_DIR}")
  set(OnnxRuntime_LIBRARY "${OnnxRuntime_SYSTEM_LIBRARY}")
  set(OnnxRuntime_BUNDLED FALSE)
elseif(EXISTS "${_ort_bundle}/include/onnxruntime/onnxruntime_c_api.h"
       AND EXISTS "${_ort_bundle}/lib/libonnxruntime.so")
  set(OnnxRuntime_INCLUDE_DIR "${_ort_bundle}/include/onnxruntime")
  set(OnnxRuntime_LIBRARY "${_ort_bundle}/lib/libonnxruntime.so")
  set(OnnxRuntime_BUNDLED TRUE)
endif()

set(_ort_reason "run scripts/setup, or install libonnxruntime-dev")
if(OnnxRuntime_LIBRARY)
  file(REAL_PATH "${OnnxRuntime_LIBRARY}" OnnxRuntime_LIBRARY_FILE)
  if(OnnxRuntime_LIBRARY_FILE MATCHES "\\.so\\.([0-9]+)\\.([0-9]+)(\\.[0-9]+)?$")
    set(OnnxRuntime_VERSION "${CMAKE_MATCH_1}.${CMAKE_MATCH_2}${CMAKE_MATCH_3}")
    set(_ort_library_api "${CMAKE_MATCH_2}")
  endif()
  file(STRINGS "${OnnxRuntime_INCLUDE_DIR}/onnxruntime_c_api.h" _ort_line
       REGEX "^#define ORT_API_VERSION [0-9]+" LIMIT_COUNT 1)
  string(REGEX MATCH "[0-9]+$" OnnxRuntime_API_VERSION "${_ort_line}")

  # A library knows every API version up to its own minor version, and no later one.
  if(OnnxRuntime_API_VERSION AND _ort_library_api AND OnnxRuntime_API_VERSION GREATER _ort_library_api)
    set(_ort_reason "the headers in ${OnnxRuntime_INCLUDE_DIR} ask for API ${OnnxRuntime_API_VERSION}, \
the library is ${OnnxRuntime_VERSION}: install a matching pair")
    unset(OnnxRuntime_LIBRARY)
  endif()
endif()

find_package_handle_standard_args(
  OnnxRuntime
  REQUIRED_VARS OnnxRuntime_LIBRARY OnnxRuntime_INCLUDE_DIR OnnxRuntime_API_VERSION
  VERSION_VAR OnnxRuntime_VERSION
  REASON_FAILURE_MESSAGE "${_ort_reason}")

if(OnnxRuntime_FOUND AND NOT TARGET OnnxRuntime::OnnxRuntime)
  # Programs ask for the soname: libonnxruntime.so.1 in Microsoft's own build, libonnxruntime.so.1.21 in Debian's.
  set(OnnxRuntime_SONAME "libonnxruntime.so.1")
  if(NOT OnnxRuntime_BUNDLED)
    get_filename_component(_ort_file "${OnnxRuntime_LIBRARY_FILE}" NAME)
    string(REGEX MATCH "^libonnxruntime\\.so\\.[0-9]+\\.[0-9]+" OnnxRuntime_SONAME "${_ort_file}")
  endif()
  add_library(OnnxRuntime::OnnxRuntime SHARED IMPORTED)
  set_target_properties(
    OnnxRuntime::OnnxRuntime
    PROPERTIES IMPORTED_LOCATION "${OnnxRuntime_LIBRARY}"
               IMPORTED_SONAME "${OnnxRuntime_SONAME}"
               INTERFACE_INCLUDE_DIRECTORIES "${OnnxRuntime_INCLUDE_DIR}")
endif()
