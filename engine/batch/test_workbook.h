// Small workbooks for tests, written as Excel writes them.
#ifndef CERTPHOTO_ENGINE_BATCH_TEST_WORKBOOK_H
#define CERTPHOTO_ENGINE_BATCH_TEST_WORKBOOK_H

#include <zip.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace certphoto::testing_workbook {

using Parts = std::vector<std::pair<std::string, std::string>>;  // name, bytes

inline std::string Zip(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* out = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(out);
  zip_t* archive = zip_open_from_source(out, ZIP_TRUNCATE, &error);
  for (const auto& [name, bytes] : parts)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, bytes.data(), bytes.size(), 0),
                 ZIP_FL_ENC_UTF_8);
  zip_close(archive);
  zip_source_open(out);
  zip_source_seek(out, 0, SEEK_END);
  std::string text(static_cast<std::size_t>(zip_source_tell(out)), '\0');
  zip_source_seek(out, 0, SEEK_SET);
  zip_source_read(out, text.data(), text.size());
  zip_source_close(out);
  zip_source_free(out);
  return text;
}

// `rows` is the XML of <sheetData>; `shared` of the <si> elements.
inline Parts Workbook(const std::string& rows, const std::string& shared = "") {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const std::string ns =
      "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
      "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
  return {
      {"xl/workbook.xml",
       head + "<workbook " + ns +
           "><sheets><sheet name=\"名单\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       head +
           "<Relationships "
           "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
           "Type=\"x\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
      {"xl/sharedStrings.xml", head + "<sst " + ns + ">" + shared + "</sst>"},
      {"xl/worksheets/sheet1.xml",
       head + "<worksheet " + ns + "><sheetData>" + rows + "</sheetData></worksheet>"}};
}

}  // namespace certphoto::testing_workbook

#endif
