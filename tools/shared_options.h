// Options that mean the same in every command that has them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/options.h"
#include "discern/detector.h"
#include "discern/records.h"

namespace discern {

struct ReadingOptions {
  std::string delimiter;  // empty: found
  std::string decimal;    // empty: as in training, else "."
  std::string header = "detect";
  std::vector<std::string> missing;            // empty: as in training, else ReadOptions' own
  std::string slice_axis;                      // empty: as in training, else axial
  bool flatten = false, dicom_window = false;  // true in training too: so here
  bool keep_dicom_tags = false;
};

struct VoiceOptions {
  bool quiet = false;
  bool json = false;
};

template <class T>
void add_reading(OptionTable<T>& table) {
  table
      .add("delimiter", &T::delimiter, "CHAR",
           "what separates fields; found from the first line if not given, \"tab\" for a tab")
      .add("decimal", &T::decimal, "CHAR", "decimal sign of numbers, . or ,", one_of({"", ".", ","}))
      .add("header", &T::header, "WHEN", "whether the first line names the columns",
           one_of({"detect", "present", "absent"}))
      .add("missing", &T::missing, "WORD,...", "words that mean \"no value\", beside the empty one")
      .add("slice-axis", &T::slice_axis, "AXIS", "how volumes are cut into pictures; axial if not given",
           one_of({"", "axial", "coronal", "sagittal"}))
      .add("dicom-window", &T::dicom_window, "", "DICOM pictures as their window shows them")
      .add("keep-dicom-tags", &T::keep_dicom_tags, "",
           "the columns patient and series as DICOM files name them, not \"patient 1\"")
      .add("flatten", &T::flatten, "", "pictures of npy, npz and idx files as rows of numbers");
}

template <class T>
void add_voice(OptionTable<T>& table) {
  table.add("quiet", &T::quiet, "", "say nothing but errors on stderr")
      .add("json", &T::json, "", "results as JSON");
}

// known: how the training records were read, for what is not given; null in training.
ReadOptions read_options(const ReadingOptions& asked, const ReadOptions* known);

}  // namespace discern
