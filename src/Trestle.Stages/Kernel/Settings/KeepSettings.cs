using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Settings;

/// <summary>How much of a deployment's prediction log is kept.</summary>
public sealed record KeepSettings
{
    [Setting(
        "Age at which logged predictions and labels are deleted. What the next window still needs (window and label-delay) is kept longer.",
        Example = "90d")]
    [Range(typeof(TimeSpan), "1h", "3650d")]
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(90);

    [Setting("Size of a deployment's prediction log; beyond it the oldest predictions and labels are deleted.", Example = "20GiB")]
    [Range(typeof(ByteSize), "16MiB", "1024TiB")]
    public ByteSize Size { get; init; } = new(20L << 30);
}

/// <summary>Settings that say how much of a prediction log is kept; those of stage 21, for stages before it.</summary>
public interface IKeepsLog
{
    /// <summary>How much is kept, at least what monitoring needs.</summary>
    KeepSettings Kept { get; }
}
