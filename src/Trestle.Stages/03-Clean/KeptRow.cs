namespace Trestle.Stages.Clean;

/// <summary>Which of several rows for one thing stays.</summary>
public enum KeptRow
{
    /// <summary>The first one.</summary>
    First,

    /// <summary>The last one.</summary>
    Last,

    /// <summary>The one with the fewest missing values; of several the first.</summary>
    MostComplete,
}
