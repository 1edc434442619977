// A text in the two languages of our users.
#ifndef CERTPHOTO_ENGINE_BASE_BILINGUAL_H
#define CERTPHOTO_ENGINE_BASE_BILINGUAL_H

#include <string>

namespace certphoto {

struct Bilingual {
  std::string zh, en;
};

}  // namespace certphoto

#endif
