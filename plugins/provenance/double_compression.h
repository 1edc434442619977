// Whether a JPEG was a JPEG before.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_DOUBLE_COMPRESSION_H
#define CERTPHOTO_PLUGINS_PROVENANCE_DOUBLE_COMPRESSION_H

#include "jpeg_histograms.h"

namespace certphoto::provenance {

// Coefficients quantised with a coarse step and then with a finer one leave a comb in the histogram: levels
// that hold several of the former values, beside levels that hold none (J. Lukáš and J. Fridrich, "Estimation
// of primary quantization matrix in double compressed JPEG images", DFRWS 2003).
struct DoubleCompression {
  // By how much the best former step explains the values better than a smooth histogram does: mean over the
  // modes that can tell of the log-likelihood ratio a value, in nats. About 0 for a file compressed once.
  double evidence = 0;
  int modes = 0;  // that had enough values to tell; 0: nothing can be said
};

[[nodiscard]] DoubleCompression find_double_compression(const JpegHistograms& histograms);

}  // namespace certphoto::provenance

#endif
