#include "tools/shared_options.h"

#include "base/fail.h"
#include "data/formats.h"

namespace discern {

ReadOptions read_options(const ReadingOptions& asked, const ReadOptions* known) {
  ReadOptions out;
  if (known) {
    out.decimal = known->decimal;
    out.missing = known->missing;
    out.flatten = known->flatten;
    out.slice_axis = known->slice_axis;
    out.dicom_window = known->dicom_window;
  }
  if (asked.delimiter == "tab" || asked.delimiter == "\\t") {
    out.delimiter = '\t';
  } else if (!asked.delimiter.empty()) {
    if (asked.delimiter.size() != 1)
      fail(Fault::usage, "--delimiter: \"{}\" is not one character", asked.delimiter);
    out.delimiter = asked.delimiter[0];
  }
  if (!asked.decimal.empty()) out.decimal = asked.decimal[0];
  if (asked.header == "present") out.header = Header::present;
  if (asked.header == "absent") out.header = Header::absent;
  if (!asked.missing.empty()) out.missing = asked.missing;
  if (!asked.slice_axis.empty()) out.slice_axis = slice_axis_from(asked.slice_axis);
  out.flatten = out.flatten || asked.flatten;
  out.dicom_window = out.dicom_window || asked.dicom_window;
  out.keep_dicom_tags = asked.keep_dicom_tags;
  return out;
}

}  // namespace discern
