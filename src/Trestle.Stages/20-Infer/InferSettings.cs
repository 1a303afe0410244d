using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Infer;

/// <summary>How a table of predictions is written.</summary>
public sealed record InferSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<InferSettings> Section { get; } = new("infer");

    [Setting(
        "Whether texts in CSV files that a spreadsheet would run as formulas (they begin with =, +, -, @, a tab or a line break) are "
            + "written with ' in front. Numbers stay as they are.")]
    public bool NeutraliseFormulas { get; init; } = true;
}
