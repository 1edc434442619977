#include "engine/batch/job/job_file.h"

namespace certphoto {

std::string JobTemplate(const std::string& id) {
  return R"(# A batch of certificate photos. Paths are relative to this file.
#   certphoto batch validate FILE    every mistake at once
#   certphoto batch run FILE         works; the same command again goes on where it stopped
schema: certphoto/job/1
id: )" + id +
         R"(                      # lower-case letters, digits, _ and dots

tenant: 北京市高等教育自学考试        # R42: what the roster's column `tenant` must say
levels: [专科, 本科]                  # R43: the levels of study there are
window:                               # R01: days on which photos may be taken, both included
  first: "2025-06-12"
  last: "2025-06-14"
  utc_offset: "+08:00"

pipeline: grad                        # an installed pipeline, or a .yaml file
# spec: cn.edu.grad.bj                # another document than the pipeline's

roster:
  file: roster.csv                    # CSV (UTF-8 or GBK) or .xlsx
  # sheet: Sheet1                     # of a workbook; default: the first
  # encoding: detect                  # detect, utf-8 or gbk
  # mistakes: refuse                  # leave_out: go on without the rows that have mistakes, and list them
  columns:                            # which column of the roster is what; only the first three are needed
    exam_no: 准考证号
    name: 姓名                        # may be masked: 张*丰
    level: 学历层次
    # tenant: 学校名称
    # id_no: 身份证号                 # check digit is verified
    # portrait: 身份证照片            # picture of the identity card's portrait, a file below this folder: faces are compared (R30)
    # group: 班级                     # order slips and sheets
    # code_digest: 采集码摘要         # sha256 of an encrypted code's text
    # submitted_at: 提交时间          # 2025-06-12 09:30
    # paid: 已缴费                    # 是 or 否
    # confirmed: 已确认

inputs:
  folder: photos
  bind:                               # how a photo is known to be whose; all are tried and must agree
    - {by: file_name, photo: "{exam_no}"}
    # - {by: file_name, photo: "{level}/{exam_no}_{name}"}
    # - {by: list, file: list.csv, photo_column: 文件, exam_no_column: 准考证号}
    # - {by: exif, field: ImageDescription, payload: "{exam_no}"}
    # - {by: sidecar, suffix: .txt, payload: "{exam_no}"}
    # - {by: voucher, voucher: "{key}_voucher", photo: "{key}_photo", payload: "{exam_no}"}
    # - {by: code_frames, payload: "{exam_no}"}   # a frame with a code binds the portraits that follow it

faces:
  one_to_many: true                   # compare all photos: one face under two names, one picture for two candidates

delivery:
  naming: "{exam_no}.jpg"             # fields of the roster; folders with /
  paper: {copies: 8, photo: 33x48/30x40}

privacy:
  show_names: false                   # pages and reports show 张*丰 and ****4021
  # keep_days: 90                     # `batch purge` takes what was delivered that long ago

# work: )" +
         id +
         R"(.work                    # journal and finished photos
# poison_after: 3                     # give a photo up after so many crashes of the program on it
)";
}

}  // namespace certphoto
