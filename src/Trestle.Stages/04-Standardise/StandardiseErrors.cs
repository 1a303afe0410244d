using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Standardise;

/// <summary>What can go wrong when values are brought into one form.</summary>
internal static class StandardiseErrors
{
    public static Problem TooManyUnknown(long rows, long all, double limit, IEnumerable<RemarkedTexts> found) => new(
        "TR0401",
        $"{Format.Count(rows, "row")} ({Format.Share((double)rows / all)}) have texts without a standard form: "
            + string.Join(", ", found.Where(texts => texts.Remark == TextRemark.SetAside)
                .Select(texts => $"{texts.Column} ({texts.Step}: {Format.Count(texts.Rows, "row")})")),
        $"at most {Format.Share(limit)} of the rows",
        "standardise.max-quarantine",
        "clean these texts, keep them (unknown: keep) or empty them (unknown: null), or raise standardise.max-quarantine");
}
