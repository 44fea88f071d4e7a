// Which texts mean "no value".
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace discern {

class MissingWords {
 public:
  explicit MissingWords(const std::vector<std::string>& words) : words_(words) {
    first_[' '] = first_['\t'] = true;
    for (const std::string& word : words)
      if (!word.empty()) first_[static_cast<unsigned char>(word[0])] = true;
  }

  bool operator()(std::string_view text) const {
    // Most fields begin with a digit or a sign, and one look settles them.
    return text.empty() || (first_[static_cast<unsigned char>(text[0])] && is_word(trim(text)));
  }

 private:
  bool is_word(std::string_view text) const {
    return text.empty() || std::find(words_.begin(), words_.end(), text) != words_.end();
  }

  std::vector<std::string> words_;
  std::array<bool, 256> first_{};
};

}  // namespace discern
