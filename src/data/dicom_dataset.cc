#include "data/dicom_dataset.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fail.h"
#include "base/text.h"
#include "data/column_names.h"

namespace discern {
namespace {

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint32_t kItem = 0xFFFEE000, kItemEnd = 0xFFFEE00D, kSequenceEnd = 0xFFFEE0DD;
constexpr std::uint32_t kTransferSyntax = 0x00020010, kPixelData = 0x7FE00010;
constexpr std::size_t kPreamble = 128;
constexpr int kDeepest = 16;
constexpr double kMostFrames = 1e6;

struct Element {
  std::uint32_t tag = 0;
  std::string_view vr;  // empty: implicit
  std::uint32_t length = 0;
};

class Reader {
 public:
  Reader(std::string_view rest, const std::string& name) : rest_(rest), name_(name) {}

  bool explicit_vr = true, big_endian = false;

  bool done() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) fail(Fault::data, "{}: ends too early; copy the file again", name_);
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }

  std::uint32_t number(std::string_view bytes) const {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      out = out << 8 | static_cast<unsigned char>(bytes[big_endian ? i : bytes.size() - 1 - i]);
    return out;
  }

  Element header() {
    Element out;
    out.tag = number(take(2)) << 16;
    out.tag |= number(take(2));
    if (out.tag >> 16 == 0xFFFE || !explicit_vr) {
      out.length = number(take(4));
      return out;
    }
    out.vr = take(2);
    static constexpr std::string_view kLong[] = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                 "SV", "UC", "UN", "UR", "UT", "UV"};
    if (std::find(std::begin(kLong), std::end(kLong), out.vr) == std::end(kLong)) {
      out.length = number(take(2));
    } else {
      take(2);
      out.length = number(take(4));
    }
    return out;
  }

  // Of an element that is not looked at.
  void skip(const Element& element, int depth = 0) {
    if (element.length != kUndefined) {
      take(element.length);
      return;
    }
    if (depth > kDeepest) fail(Fault::data, "{}: its sequences are nested too deeply; check the file", name_);
    const bool before = explicit_vr;
    if (element.vr == "UN") explicit_vr = false;
    for (Element item = header(); item.tag != kSequenceEnd; item = header()) {
      if (item.tag != kItem) fail(Fault::data, "{}: a sequence holds no item; check the file", name_);
      if (item.length != kUndefined) {
        take(item.length);
        continue;
      }
      for (Element inner = header(); inner.tag != kItemEnd; inner = header()) skip(inner, depth + 1);
    }
    explicit_vr = before;
  }

 private:
  std::string_view rest_;
  const std::string& name_;
};

std::string text_of(std::string_view value) {
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.remove_suffix(1);
  return std::string(trim(value));
}

// A code string (PS3.5, 6.2). Anything else is left out: who knows what a file has there.
std::string code_of(std::string_view value) {
  const std::string text = text_of(value);
  const bool sound = text.size() <= 16 && std::all_of(text.begin(), text.end(), [](char c) {
                       return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
                     });
  return sound ? text : std::string();
}

std::vector<double> numbers_of(std::string_view value) {
  std::vector<double> out;
  const std::string text = text_of(value);
  for (std::size_t begin = 0; begin <= text.size() && out.size() < 16;) {
    const std::size_t end = std::min(text.find('\\', begin), text.size());
    const auto number = parse_number(trim(std::string_view(text).substr(begin, end - begin)));
    if (!number || !std::isfinite(*number)) return {};
    out.push_back(*number);
    begin = end + 1;
  }
  return out;
}

std::optional<double> first_number(std::string_view value) {
  const std::vector<double> all = numbers_of(value);
  return all.empty() ? std::nullopt : std::optional(all[0]);
}

void take_value(const Reader& reader, std::uint32_t tag, std::string_view value, DicomDataset& out) {
  const auto whole = [&] { return reader.number(value.substr(0, 2)); };
  switch (tag) {
    case 0x00080060:
      out.modality = code_of(value);
      break;
    case 0x00185101:
      out.view = code_of(value);
      break;
    case 0x00100010:
      if (out.patient.empty()) out.patient = text_of(value);
      break;
    case 0x00100020:
      if (const std::string id = text_of(value); !id.empty()) out.patient = id;
      break;
    case 0x0020000D:  // the study, where the patient has no name
      if (out.patient.empty()) out.patient = text_of(value);
      break;
    case 0x0020000E:
      out.series = text_of(value);
      break;
    case 0x00200013:
      out.instance = first_number(value);
      break;
    case 0x00200032:
      out.position = numbers_of(value);
      break;
    case 0x00200037:
      out.orientation = numbers_of(value);
      break;
    case 0x00280002:
      out.samples = whole();
      break;
    case 0x00280004:
      out.photometric = text_of(value);
      break;
    case 0x00280006:
      out.by_plane = whole() == 1;
      break;
    case 0x00280008:
      out.frames = std::size_t(std::clamp(first_number(value).value_or(1), 1.0, kMostFrames));
      break;
    case 0x00280010:
      out.rows = whole();
      break;
    case 0x00280011:
      out.columns = whole();
      break;
    case 0x00280100:
      out.allocated = whole();
      break;
    case 0x00280101:
      out.stored = whole();
      break;
    case 0x00280102:
      out.high_bit = whole();
      break;
    case 0x00280103:
      out.is_signed = whole() == 1;
      break;
    case 0x00281050:
      out.window_center = first_number(value);
      break;
    case 0x00281051:
      out.window_width = first_number(value);
      break;
    case 0x00281052:
      out.intercept = first_number(value).value_or(0);
      break;
    case 0x00281053:
      out.slope = first_number(value).value_or(1);
      break;
    default:
      break;
  }
}

// A frame may be cut into pieces anywhere (PS3.5, A.4), but in run lengths; what is within one never begins
// as a codestream does.
bool begins_frame(std::string_view piece, const DicomDataset& d) {
  using Coding = DicomDataset::Coding;
  if (d.pixels.empty() || d.coding == Coding::rle) return true;
  const std::string_view start = d.coding == Coding::jpeg_2000 ? "\xFF\x4F\xFF\x51" : "\xFF\xD8";
  return d.frames > 1 && piece.substr(0, start.size()) == start;
}

void take_pixels(Reader& reader, const Element& element, const std::string& name, DicomDataset& out) {
  if (out.coding == DicomDataset::Coding::native) {
    out.pixels = {{element.length == kUndefined ? reader.rest() : reader.take(element.length)}};
    return;
  }
  if (element.length != kUndefined) fail(Fault::data, "{}: its pixels have no pieces; check the file", name);
  bool table = true;
  for (Element item = reader.header(); item.tag != kSequenceEnd; item = reader.header()) {
    if (item.tag != kItem) fail(Fault::data, "{}: its pixels have no pieces; check the file", name);
    const std::string_view piece = reader.take(item.length);
    if (std::exchange(table, false)) continue;
    if (begins_frame(piece, out)) out.pixels.emplace_back();
    out.pixels.back().push_back(piece);
  }
  if (out.pixels.size() != out.frames)
    fail(Fault::data,
         "{}: pixels of {} frames, expected {}; copy the file again, or decompress it with gdcmconv --raw",
         name, out.pixels.size(), out.frames);
}

void choose_coding(const std::string& syntax, const std::string& name, Reader& reader, DicomDataset& out) {
  const std::string prefix = "1.2.840.10008.1.2";
  if (syntax == prefix) {
    reader.explicit_vr = false;
  } else if (syntax == prefix + ".2") {
    reader.big_endian = out.big_endian = true;
  } else if (syntax == prefix + ".5") {
    out.coding = DicomDataset::Coding::rle;
  } else if (syntax == prefix + ".4.50") {
    out.coding = DicomDataset::Coding::jpeg;
  } else if (syntax == prefix + ".4.51") {
    out.coding = DicomDataset::Coding::extended_jpeg;
  } else if (syntax == prefix + ".4.57" || syntax == prefix + ".4.70") {
    out.coding = DicomDataset::Coding::lossless_jpeg;
  } else if (syntax == prefix + ".4.80" || syntax == prefix + ".4.81") {
    out.coding = DicomDataset::Coding::jpeg_ls;
  } else if (syntax == prefix + ".4.90" || syntax == prefix + ".4.91") {
    out.coding = DicomDataset::Coding::jpeg_2000;
  } else if (syntax != prefix + ".1") {
    fail(
        Fault::data,
        "{}: is compressed in a way that is not read (transfer syntax {}); decompress it with gdcmconv --raw",
        name, shown(syntax));
  }
}

}  // namespace

DicomDataset parse_dicom(std::string_view bytes, const std::string& name) {
  if (bytes.size() < kPreamble + 4 || bytes.substr(kPreamble, 4) != "DICM")
    fail(Fault::data, "{}: is no DICOM file: it does not begin as one; check the format", name);
  Reader reader(bytes.substr(kPreamble + 4), name);
  DicomDataset out;
  std::string syntax;
  const auto in_meta = [&] {
    const std::string_view rest = reader.rest();
    return rest.size() >= 2 && rest[0] == 2 && rest[1] == 0;
  };
  while (in_meta()) {
    const Element element = reader.header();
    if (element.length == kUndefined)
      fail(Fault::data, "{}: its header is damaged; copy the file again", name);
    const std::string_view value = reader.take(element.length);
    if (element.tag == kTransferSyntax) syntax = text_of(value);
  }
  choose_coding(syntax, name, reader, out);
  while (!reader.done()) {
    const Element element = reader.header();
    if (element.tag == kPixelData) {
      take_pixels(reader, element, name, out);
      return out;
    }
    if (element.length == kUndefined || element.vr == "SQ")
      reader.skip(element);
    else
      take_value(reader, element.tag, reader.take(element.length), out);
  }
  fail(Fault::data, "{}: holds no pixels; leave the file out", name);
}

}  // namespace discern
