#include "engine/base/library_versions.h"

#include <cairo.h>
#include <jpeglib.h>
#include <lcms2.h>
#include <libdeflate.h>
#include <onnxruntime_cxx_api.h>
#include <openssl/crypto.h>
#include <pango/pango.h>
#include <vips/vips.h>

#include <boost/version.hpp>

namespace certphoto {
namespace {

#define CERTPHOTO_TEXT_OF(x) #x
#define CERTPHOTO_TEXT(x) CERTPHOTO_TEXT_OF(x)

std::string BoostVersion() {
  return std::to_string(BOOST_VERSION / 100000) + '.' + std::to_string(BOOST_VERSION / 100 % 1000) + '.' +
         std::to_string(BOOST_VERSION % 100);
}

std::string JpegVersion() {
#ifdef LIBJPEG_TURBO_VERSION
  return CERTPHOTO_TEXT(LIBJPEG_TURBO_VERSION) " (libjpeg-turbo)";
#else
  return CERTPHOTO_TEXT(JPEG_LIB_VERSION);
#endif
}

std::string LcmsVersion() {
  const int v = cmsGetEncodedCMMversion();
  return std::to_string(v / 1000) + '.' + std::to_string(v % 1000 / 10);
}

}  // namespace

std::vector<LibraryVersion> LibraryVersions() {
  return {{"ONNX Runtime", Ort::GetVersionString()},
          {"libvips", vips_version_string()},
          {"libjpeg", JpegVersion()},
          {"Little CMS", LcmsVersion()},
          {"libdeflate", LIBDEFLATE_VERSION_STRING},
          {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)},
          {"cairo", cairo_version_string()},
          {"Pango", pango_version_string()},
          {"Boost", BoostVersion()}};
}

}  // namespace certphoto
