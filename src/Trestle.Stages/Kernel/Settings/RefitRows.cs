namespace Trestle.Stages.Kernel.Settings;

/// <summary>Which rows the served model learns, once the figures are settled.</summary>
public enum RefitRows
{
    /// <summary>All rows, those of the test part too.</summary>
    All,

    /// <summary>The training part alone: the model that the figures are from is served itself.</summary>
    Train,
}
