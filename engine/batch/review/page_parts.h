// The fixed parts of the review page: its style, its skeleton and its program. For review_page.cpp only.
#ifndef CERTPHOTO_ENGINE_BATCH_REVIEW_PAGE_PARTS_H
#define CERTPHOTO_ENGINE_BATCH_REVIEW_PAGE_PARTS_H

namespace certphoto::review_page {

extern const char* const kStyle;
extern const char* const kBody;
extern const char* const kProgram;

}  // namespace certphoto::review_page

#endif
