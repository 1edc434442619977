// Which photos a command works on, from the files and folders it was given.
#ifndef CERTPHOTO_ENGINE_CLI_PHOTO_LIST_H
#define CERTPHOTO_ENGINE_CLI_PHOTO_LIST_H

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace certphoto::cli {

struct PhotoInput {
  std::filesystem::path file;  // as given, or below the folder that was given: what reports call the photo
  std::filesystem::path
      name;  // below the folder that was given, or the file name alone: what outputs are named after
};

struct PhotoList {
  std::vector<PhotoInput> photos;              // in the order given; what a folder holds by name
  std::vector<std::filesystem::path> skipped;  // in folders: no photos by their extension, or hidden
  std::vector<std::filesystem::path> absent;   // named, but not there; they are among `photos` too
  std::vector<Error> unreadable;               // folders that could not be listed
};

// A named file is taken whatever its name. A folder is searched with its sub-folders for jpg, jpeg, png, tif,
// tiff, webp, heic and heif in upper or lower case, in the order of the names' bytes; links to folders are
// not followed, hidden files and folders are skipped, and so is `output`, which may lie inside. A file met
// twice is taken once.
[[nodiscard]] PhotoList CollectPhotos(const std::vector<std::string>& places,
                                      const std::filesystem::path& output = {});

// "12 files skipped (no photos by their names): a.txt, b.csv …"; empty when none were.
[[nodiscard]] std::string SkippedText(const PhotoList& list);

// `name` without its extension for each photo, all different even where a file system ignores case. Where
// several photos would get one name, the first of them that is a .jpg (else the first) keeps it; the others
// get their extension ("a-png"), and where that is taken too a number ("a-2"). `reserved` is a top-level
// folder name that photos may not use: "review" becomes "review_".
[[nodiscard]] std::vector<std::filesystem::path> OutputNames(const std::vector<PhotoInput>& photos,
                                                             const std::string& reserved = "");

}  // namespace certphoto::cli

#endif
