using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Ingest;

/// <summary>How a source grows, so that a later run reads only what is new.</summary>
public sealed record IncrementSettings
{
    [Setting(
        "Column that grows with every new or changed row: a time of change, a running number. Later runs read only rows from its largest "
            + "value on (databases), or only new files, and add them to the snapshot (default: everything is read each time).",
        Example = "updated_at")]
    [MinLength(1)]
    public string? Watermark { get; init; }

    [Setting(
        "With watermark: columns that identify a row; one that comes again takes the place of the earlier one (default: 'key', for the "
            + "main table).",
        Example = "[order_id]")]
    public IReadOnlyList<string> Key { get; init; } = [];

    [Setting(
        "With watermark, databases: how long after it rows may still arrive. That much before the largest time is read again (default: "
            + "only rows of the largest value are).",
        Example = "2d")]
    public TimeSpan? Lateness { get; init; }

    /// <summary>Whether something is set that a watermark needs.</summary>
    internal bool NeedsWatermark => Watermark is null && (Key.Count > 0 || Lateness is not null);
}
