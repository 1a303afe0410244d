namespace Trestle.Server.Ui.Lifecycle;

/// <summary>What somebody wants to be run.</summary>
internal sealed class RunWish
{
    /// <summary>The first stage; null for the first of all.</summary>
    public string? From { get; set; }

    /// <summary>The last stage; null for the last of all.</summary>
    public string? To { get; set; }

    /// <summary>Whether stages are run even if nothing has changed.</summary>
    public bool Force { get; set; }

    /// <summary>Why.</summary>
    public string Why { get; set; } = "";
}
