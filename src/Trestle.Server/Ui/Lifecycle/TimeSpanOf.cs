namespace Trestle.Server.Ui.Lifecycle;

/// <summary>From when to when a run goes, to draw its stages within.</summary>
public sealed record TimeSpanOf(DateTimeOffset From, DateTimeOffset To)
{
    private double Length => Math.Max(1, (To - From).Ticks);

    /// <summary>Where a moment lies: 0 at the beginning, 1 at the end.</summary>
    public double Place(DateTimeOffset moment) => Math.Clamp((moment - From).Ticks / Length, 0, 1);
}
