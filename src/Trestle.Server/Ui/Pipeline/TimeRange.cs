namespace Trestle.Server.Ui.Pipeline;

/// <summary>Start and end of a run, to draw its stages on a time axis.</summary>
public sealed record TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    private double Length => Math.Max(1, (To - From).Ticks);

    /// <summary>Position of a moment: 0 at the start, 1 at the end.</summary>
    public double Place(DateTimeOffset moment) => Math.Clamp((moment - From).Ticks / Length, 0, 1);
}
