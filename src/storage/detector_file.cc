#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "detector/state.h"
#include "storage/model_file.h"

namespace discern {
namespace {

constexpr std::uint64_t kMostFile = 16ull << 30;

// Looks at the start first: a big file that is no model is not read whole.
std::string read_model(const std::string& path) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream file;
  if (!error && std::filesystem::is_regular_file(path, error)) file.open(path, std::ios::binary);
  if (file.is_open()) {
    std::string start(9, '\0');
    file.read(start.data(), std::streamsize(start.size()));
    start.resize(std::size_t(file.gcount()));
    check_start(start, size, path);
  }
  return read_file(path, kMostFile);
}

// What parts say of themselves starts with "model file"; here the file has a name.
std::string with_path(std::string_view message, const std::string& path) {
  constexpr std::string_view kPlace = "model file: ";
  if (message.starts_with(kPlace)) message.remove_prefix(kPlace.size());
  return fmt::format("{}: {}", path, message);
}

std::shared_ptr<const Detector::State> read_state(const Archive& archive, const std::string& path) {
  try {
    return Detector::State::load(archive);
  } catch (const Error& error) {
    throw Error(Fault::model, with_path(error.what(), path));
  } catch (const Json::exception&) {
    fail(Fault::model, "{}: damaged: its description has an entry of the wrong type; train the model again",
         path);
  }
}

void refuse_failed(const Verdict& verdict, const std::string& path) {
  if (verdict.level() != Verdict::Level::fail) return;
  std::string reasons;
  for (const Verdict::Check& check : verdict.checks)
    if (check.level == Verdict::Level::fail) reasons += (reasons.empty() ? "" : ", ") + check.text;
  fail(Fault::model, "{}: its training failed: {}; train again, or use it all the same with --accept-failed",
       path, reasons);
}

}  // namespace

void save(const Detector& detector, const std::string& path) {
  const std::string bytes = to_bytes(detector.state().save());
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

Detector load(const std::string& path, bool accept_failed) {
  const Archive archive = from_bytes(read_model(path), path);
  auto state = read_state(archive, path);
  if (!accept_failed) refuse_failed(state->verdict, path);
  return Detector(std::move(state));
}

}  // namespace discern
