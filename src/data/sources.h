// One open function a format: what the table of formats points to.
#pragma once

#include <memory>
#include <string>

#include "data/picture_file.h"
#include "discern/records.h"

namespace discern {

// One file as the user named it: without prefix, `member` split off.
struct Input {
  std::string path;    // "-" is standard input
  std::string member;  // npz: the array to read; empty: the usual ones
};

std::unique_ptr<Source> open_csv(const Input& input, const ReadOptions& options);
std::unique_ptr<Source> open_tsv(const Input& input, const ReadOptions& options);
std::unique_ptr<Source> open_jsonl(const Input& input, const ReadOptions& options);
std::unique_ptr<Source> open_npy(const Input& input, const ReadOptions& options);
std::unique_ptr<Source> open_npz(const Input& input, const ReadOptions& options);
std::unique_ptr<Source> open_idx(const Input& input, const ReadOptions& options);

std::unique_ptr<PictureFile> open_npy_pictures(const Input& input, const ReadOptions& options);
std::unique_ptr<PictureFile> open_npz_pictures(const Input& input, const ReadOptions& options);
std::unique_ptr<PictureFile> open_idx_pictures(const Input& input, const ReadOptions& options);
std::unique_ptr<PictureFile> open_image(const Input& input, const ReadOptions& options);
std::unique_ptr<PictureFile> open_dicom(const Input& input, const ReadOptions& options);
std::unique_ptr<PictureFile> open_nifti(const Input& input, const ReadOptions& options);
bool npy_holds_pictures(const Input& input);
bool npz_holds_pictures(const Input& input);
bool idx_holds_pictures(const Input& input);

}  // namespace discern
