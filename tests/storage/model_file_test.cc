#include "storage/model_file.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/fail.h"
#include "discern/version.h"
#include "storage/model_bytes.h"

using discern::Archive;
using discern::Error;
using discern::Fault;
using discern::from_bytes;
using discern::Json;
using discern::to_bytes;
using model_bytes::edited;

namespace {

Archive sample() {
  Archive archive;
  archive.meta = {
      {"schema", {"amount", "K\u00fcche"}}, {"rate", 0.1}, {"text", "\"sha256\":\"no\""}, {"n", -3}};
  archive.put("net", {3}, std::vector<float>{1.5f, -0.0f, 1e-42f});
  archive.put("a.wide", {2, 2}, std::vector<double>{0.1, 1e300, -2, 5e-324});
  archive.put("b", {1}, std::vector<float>{3});
  archive.put("none", {0, 7}, std::vector<double>{});
  return archive;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool same(const Archive& a, const Archive& b) {
  const auto same_tensor = [](const auto& x, const auto& y) {
    if (x.first != y.first || x.second.shape != y.second.shape) return false;
    if (x.second.values.index() != y.second.values.index()) return false;
    return std::visit(
        [&](const auto& values) {
          return same_bits(values, std::get<std::decay_t<decltype(values)>>(y.second.values));
        },
        x.second.values);
  };
  return a.meta.dump() == b.meta.dump() &&
         std::equal(a.tensors.begin(), a.tensors.end(), b.tensors.begin(), b.tensors.end(), same_tensor);
}

std::string refusal(const std::string& bytes) {
  try {
    from_bytes(bytes, "card.discern");
  } catch (const Error& error) {
    CHECK(error.fault() == Fault::model);
    return error.what();
  }
  return "";
}

// What output says on standard output.
std::string run(const std::string& command) {
  std::string output;
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += char(c);
  CHECK(pclose(pipe) == 0);
  return output;
}

}  // namespace

TEST_CASE("An archive comes back from its bytes to the bit") {
  CHECK(same(from_bytes(to_bytes(sample()), "x"), sample()));
  CHECK(same(from_bytes(to_bytes(Archive()), "x"), Archive()));
}

TEST_CASE("Tensors that hold no number come back too") {
  Archive archive;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  archive.put("odd", {2}, std::vector<float>{nan, std::numeric_limits<float>::infinity()});
  const Archive back = from_bytes(to_bytes(archive), "x");
  CHECK(same(back, archive));
  CHECK_THROWS_AS(back.floats("odd"), Error);
}

TEST_CASE("The same archive gives the same bytes, in whatever order it was filled") {
  Archive other;
  other.put("none", {0, 7}, std::vector<double>{});
  other.put("b", {1}, std::vector<float>{3});
  other.put("a.wide", {2, 2}, std::vector<double>{0.1, 1e300, -2, 5e-324});
  other.put("net", {3}, std::vector<float>{1.5f, -0.0f, 1e-42f});
  other.meta = sample().meta;
  CHECK(to_bytes(sample()) == to_bytes(other));
  CHECK(to_bytes(from_bytes(to_bytes(other), "x")) == to_bytes(other));
}

TEST_CASE("The file is laid out as FORMAT.md says, to the byte") {
  Archive archive;
  archive.meta = {{"a", 1}};
  archive.put("f", {1}, std::vector<float>{1});
  archive.put("d", {1, 1}, std::vector<double>{1});
  const auto [header, data] = model_bytes::split(to_bytes(archive));
  const std::string digest = Json::parse(header)["__metadata__"]["sha256"];
  const std::string text =
      R"({"__metadata__":{"format":"discern","format_version":"1","program":")" +
      std::string(discern::kVersion) + R"(","sha256":")" + digest +
      R"(","meta":"{\"a\":1}"},"d":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]},)" +
      R"("f":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})";
  CHECK(header.substr(0, text.size()) == text);
  CHECK(header.size() % 8 == 0);
  CHECK(header.size() - text.size() < 8);
  CHECK(header.find_first_not_of(' ', text.size()) == header.npos);
  CHECK(data == std::string("\0\0\0\0\0\0\xf0\x3f\0\0\x80\x3f", 12));
  CHECK(model_bytes::seal({header, data}) == to_bytes(archive));
}

TEST_CASE("A reader that knows nothing but JSON finds the same in the file") {
  const auto folder = std::filesystem::temp_directory_path() / ("discern-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "model.discern").string();
  std::ofstream(file, std::ios::binary) << to_bytes(sample());
  const auto script = std::filesystem::path(DISCERN_TESTS) / "storage" / "read_model.py";
  CHECK(run("python3 " + script.string() + " " + file) ==
        "meta {\"schema\": [\"amount\", \"K\\u00fcche\"], \"rate\": 0.1, \"text\": "
        "\"\\\"sha256\\\":\\\"no\\\"\", \"n\": -3}\n"
        "a.wide F64 [2, 2] [0.1, 1e+300, -2.0, 5e-324]\n"
        "none F64 [0, 7] []\n"
        "b F32 [1] [3.0]\n"
        "net F32 [3] [1.5, -0.0, 1.000527e-42]\n");
  std::filesystem::remove_all(folder);
}

TEST_CASE("What is no model file is refused as such") {
  const std::string expected = "card.discern: not a model file: ";
  CHECK(refusal("") == expected + "it holds 0 bytes; name a file that discern train wrote");
  CHECK(refusal("12345678") == expected + "it holds 8 bytes; name a file that discern train wrote");
  CHECK(refusal("amount,hour\n4900,3\n") ==
        expected + "it does not start like a safetensors file; name a file that discern train wrote");
  CHECK(refusal(std::string("\0\0\0\0\0\0\0\1{", 9)) ==
        expected + "it does not start like a safetensors file; name a file that discern train wrote");
}

TEST_CASE("Another safetensors file is refused as such") {
  const std::string expected =
      "card.discern: not a model file: a safetensors file without the metadata of discern; name a file that "
      "discern "
      "train wrote";
  CHECK(refusal(model_bytes::join({"{}", ""})) == expected);
  CHECK(refusal(model_bytes::join({R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "1234"})) ==
        expected);
  CHECK(refusal(model_bytes::join({R"({"__metadata__":{"format":"pt"}})", ""})) == expected);
  CHECK(refusal(model_bytes::join({R"({"__metadata__":[1]})", ""})) == expected);
}

TEST_CASE("A file that ends early is refused with both sizes, wherever it ends") {
  const std::string bytes = to_bytes(sample());
  const std::size_t data = bytes.size() - model_bytes::split(bytes).data.size();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string message = refusal(bytes.substr(0, size));
    CAPTURE(size, message);
    const std::size_t expected = size < data ? data : bytes.size();
    if (size > 8)
      CHECK(
          message ==
          fmt::format("card.discern: truncated: found {} bytes, expected {}{}; copy it again or train again",
                      size, size < data ? "at least " : "", expected));
    else
      CHECK(message ==
            fmt::format("card.discern: not a model file: it holds {} bytes; name a file that discern train "
                        "wrote",
                        size));
  }
}

TEST_CASE("A changed bit in the numbers is found by the checksum") {
  const std::string bytes = to_bytes(sample());
  for (std::size_t i = bytes.size() - model_bytes::split(bytes).data.size(); i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = char(changed[i] ^ 1);
    CHECK(refusal(changed) ==
          "card.discern: damaged: its checksum differs from the one it was written with; copy it again or "
          "train again");
  }
  CHECK(refusal(bytes + "x").find("checksum differs") != std::string::npos);
}

TEST_CASE("A newer format is refused with what is read") {
  const auto with_version = [](const char* version) {
    return refusal(
        edited(to_bytes(sample()), [&](Json& h) { h["__metadata__"]["format_version"] = version; }));
  };
  CHECK(with_version("7") ==
        "card.discern: written by a newer discern (format 7; this one reads 1 to 1); upgrade discern");
  for (const char* version : {"", "0", "-1", "1x", " 1", "99999999999999999999"})
    CHECK(with_version(version) ==
          "card.discern: damaged: its format version is not a whole number from 1; copy it again or train "
          "again");
}

TEST_CASE("Damage that the checksum does not show is refused by name") {
  const std::string bytes = to_bytes(sample());
  const auto damage = [&](auto edit) {
    const std::string message = refusal(edited(bytes, edit));
    const std::string start = "card.discern: damaged: ", end = "; copy it again or train again";
    REQUIRE(message.size() > start.size() + end.size());
    CHECK(message.substr(0, start.size()) == start);
    CHECK(message.substr(message.size() - end.size()) == end);
    return message.substr(start.size(), message.size() - start.size() - end.size());
  };
  const auto set = [&](const char* key, Json value) {
    return damage([&](Json& header) { header["b"][key] = value; });
  };
  CHECK(set("dtype", "F16") == "tensor \"b\" is of a type other than F32 and F64");
  CHECK(set("dtype", 3) == "tensor \"b\" is of a type other than F32 and F64");
  CHECK(set("dtype", "F64") == "tensor \"b\" has another size than its shape");
  CHECK(set("shape", {2}) == "tensor \"b\" has another size than its shape");
  CHECK(set("shape", {1ull << 63, 2}) == "tensor \"b\" has another size than its shape");
  CHECK(set("shape", {0}) == "tensor \"b\" has another size than its shape");
  CHECK(set("shape", {-1}) == "tensor \"b\" has an impossible shape");
  CHECK(set("shape", {1.0}) == "tensor \"b\" has an impossible shape");
  CHECK(set("shape", Json::array({1, 1, 1, 1, 1, 1, 1, 1, 1})) == "tensor \"b\" has an impossible shape");
  CHECK(set("shape", "1") == "tensor \"b\" has an impossible shape");
  CHECK(set("data_offsets", {32}) == "tensor \"b\" has impossible offsets");
  CHECK(set("data_offsets", {32, 36, 40}) == "tensor \"b\" has impossible offsets");
  CHECK(set("data_offsets", {-32, 36}) == "tensor \"b\" has impossible offsets");
  CHECK(set("data_offsets", {28, 32}) == "tensor \"b\" does not follow the one before it");
  CHECK(set("data_offsets", {36, 40}) == "tensor \"b\" does not follow the one before it");
  CHECK(set("data_offsets", {32, 28}) == "tensor \"b\" does not follow the one before it");
  CHECK(set("data_offsets", {32, ~0ull}) == "tensor \"b\" does not follow the one before it");
  CHECK(set("more", 1) == "tensor \"b\" is not described by dtype, shape and data_offsets");
  CHECK(damage([](Json& h) { h["b"].erase("shape"); }) ==
        "tensor \"b\" is not described by dtype, shape and data_offsets");
  CHECK(damage([](Json& h) { h["b"] = 4; }) ==
        "tensor \"b\" is not described by dtype, shape and data_offsets");
  CHECK(damage([](Json& h) { h.erase("net"); }) == "12 bytes follow its last tensor");
  CHECK(damage([](Json& h) { h["__metadata__"]["meta"] = "{"; }) == "its description is not JSON");
  CHECK(damage([](Json& h) { h["__metadata__"]["meta"] = "{\"a\":1,\"a\":2}"; }) ==
        "its description names a key twice");
  CHECK(damage([](Json& h) { h["__metadata__"]["meta"] = std::string(65, '[') + std::string(65, ']'); }) ==
        "its description is nested too deeply");
  CHECK(damage([](Json& h) { h["__metadata__"]["meta"] = "[]"; }) == "its description is not a JSON object");
  CHECK(damage([](Json& h) { h["__metadata__"].erase("meta"); }) == "its description is not JSON");
  CHECK(damage([](Json& h) { h["__metadata__"].erase("sha256"); }) == "it has no checksum");
  CHECK(damage([](Json& h) { h["b"]["shape"] = {{{1}}}; }) == "its header is nested too deeply");
}

TEST_CASE("A header that is not JSON or names a tensor twice is damage") {
  const auto [header, data] = model_bytes::split(to_bytes(sample()));
  CHECK(refusal(model_bytes::seal({"{" + header, data})) ==
        "card.discern: damaged: its header is not JSON; copy it again or train again");
  const std::string doubled = "{\"b\":{},\"b\":{}," + header.substr(1);
  CHECK(refusal(model_bytes::seal({doubled, data})) ==
        "card.discern: damaged: its header names a key twice; copy it again or train again");
}

TEST_CASE("What could not be read back is not written") {
  Archive archive;
  archive.meta["column"] = "caf\xe9";
  CHECK_THROWS_WITH(to_bytes(archive), Catch::Contains("not UTF-8"));
  archive.meta["column"] = std::string(discern::kMostHeader, 'x');
  CHECK_THROWS_WITH(to_bytes(archive), Catch::Contains("take 67109"));
  archive = Archive();
  for (std::size_t i = 0; i <= discern::kMostTensors; ++i)
    archive.put(std::to_string(i), {0}, std::vector<float>{});
  CHECK_THROWS_AS(to_bytes(archive), Error);
  archive.tensors.erase("0");
  CHECK(from_bytes(to_bytes(archive), "x").tensors.size() == discern::kMostTensors);
}
