// Pieces of a matte that hang together.
#ifndef CERTPHOTO_BACKGROUND_PIECES_H
#define CERTPHOTO_BACKGROUND_PIECES_H

#include <opencv2/core.hpp>
#include <vector>

namespace background {

struct Pieces {
  // Columns [from, to) of row `y`.
  struct Run {
    int y, from, to;
    std::size_t piece;
  };
  struct Piece {
    cv::Rect box;
    int area = 0;  // px
  };
  std::vector<Run> runs;      // row by row, left to right
  std::vector<Piece> pieces;  // in the order of their first runs
};

// What is greater than `above` in `values` (CV_32F), corners touching. A portrait has a few runs a row, so
// joining runs takes a sixth of the time of labelling every pixel.
[[nodiscard]] Pieces find_pieces(const cv::Mat& values, float above);

}  // namespace background

#endif
