// Outputs that would take the place of what they are made from.
#pragma once

#include <string>
#include <vector>

namespace discern {

// Error(usage) if an output is one of the files that are read, by whatever name or link.
// inputs: as open_source takes them (prefixes, folders, "-"), or plain paths. Only regular files that exist
// can be lost.
void refuse_overwriting(const std::string& owner, const std::vector<std::string>& outputs,
                        const std::vector<std::string>& inputs);

}  // namespace discern
