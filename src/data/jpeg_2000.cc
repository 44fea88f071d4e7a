#include "data/jpeg_2000.h"

#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "base/fail.h"
#include "data/column_names.h"
#include "data/jpeg_2000_header.h"

namespace discern {
namespace {

// What OpenJPEG reads from.
struct Bytes {
  std::string_view all;
  std::size_t at = 0;
};

OPJ_SIZE_T read_bytes(void* to, OPJ_SIZE_T count, void* user) {
  auto& bytes = *static_cast<Bytes*>(user);
  const std::size_t left = bytes.all.size() - bytes.at;
  if (left == 0) return OPJ_SIZE_T(-1);
  count = std::min<std::size_t>(count, left);
  std::memcpy(to, bytes.all.data() + bytes.at, count);
  bytes.at += count;
  return count;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* user) {
  auto& bytes = *static_cast<Bytes*>(user);
  if (count < 0 || std::uint64_t(count) > bytes.all.size() - bytes.at) return -1;
  bytes.at += std::size_t(count);
  return count;
}

OPJ_BOOL seek_bytes(OPJ_OFF_T to, void* user) {
  auto& bytes = *static_cast<Bytes*>(user);
  if (to < 0 || std::uint64_t(to) > bytes.all.size()) return OPJ_FALSE;
  bytes.at = std::size_t(to);
  return OPJ_TRUE;
}

void keep_first(const char* text, void* user) {
  auto& first = *static_cast<std::string*>(user);
  if (first.empty()) first = text;
}

template <class T>
auto owned(T* made, void (*destroy)(T*)) {
  if (!made) throw std::bad_alloc();
  return std::unique_ptr<T, void (*)(T*)>(made, destroy);
}

}  // namespace

JpegSamples decode_jpeg_2000(std::string_view bytes, std::size_t height, std::size_t width,
                             std::size_t samples, const std::string& name) {
  check_jpeg_2000(bytes, height, width, samples, name);
  std::string why;
  const auto require = [&](bool done) {
    if (done) return;
    while (!why.empty() && why.back() == '\n') why.pop_back();
    fail(Fault::data, "{}: is no sound JPEG 2000 picture ({}); copy the file again", name, shown(why));
  };
  Bytes from{bytes};
  const auto stream = owned(opj_stream_create(OPJ_J2K_STREAM_CHUNK_SIZE, OPJ_TRUE), opj_stream_destroy);
  opj_stream_set_user_data(stream.get(), &from, nullptr);
  opj_stream_set_user_data_length(stream.get(), bytes.size());
  opj_stream_set_read_function(stream.get(), read_bytes);
  opj_stream_set_skip_function(stream.get(), skip_bytes);
  opj_stream_set_seek_function(stream.get(), seek_bytes);
  const auto codec = owned(opj_create_decompress(OPJ_CODEC_J2K), opj_destroy_codec);
  opj_set_error_handler(codec.get(), keep_first, &why);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  require(opj_setup_decoder(codec.get(), &parameters));
  opj_image_t* read = nullptr;
  const bool begun = opj_read_header(stream.get(), codec.get(), &read);
  const std::unique_ptr<opj_image_t, void (*)(opj_image_t*)> image(read, opj_image_destroy);
  require(begun && opj_decode(codec.get(), stream.get(), image.get()) &&
          opj_end_decompress(codec.get(), stream.get()));
  JpegSamples out{height, width, samples, 0, {}};
  require(image->numcomps == samples);
  for (std::size_t s = 0; s < samples; ++s) {
    const opj_image_comp_t& plane = image->comps[s];
    out.bits = std::max<unsigned>(out.bits, plane.prec);
    require(plane.data && plane.w == width && plane.h == height);
    out.values.insert(out.values.end(), plane.data, plane.data + height * width);
  }
  return out;
}

}  // namespace discern
