// The libraries this program really runs with.
#ifndef CERTPHOTO_ENGINE_BASE_LIBRARY_VERSIONS_H
#define CERTPHOTO_ENGINE_BASE_LIBRARY_VERSIONS_H

#include <string>
#include <vector>

namespace certphoto {

struct LibraryVersion {
  std::string name, version;
};

// Asked of the loaded libraries where they can tell, else what was compiled against.
[[nodiscard]] std::vector<LibraryVersion> LibraryVersions();

}  // namespace certphoto

#endif
