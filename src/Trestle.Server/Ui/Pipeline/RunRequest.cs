namespace Trestle.Server.Ui.Pipeline;

/// <summary>The input of the run dialog.</summary>
internal sealed class RunRequest
{
    /// <summary>The first stage to run; null for the first of all.</summary>
    public string? From { get; set; }

    /// <summary>The last stage to run; null for the last of all.</summary>
    public string? To { get; set; }

    /// <summary>Whether stages are run even if nothing has changed.</summary>
    public bool Force { get; set; }

    /// <summary>The reason.</summary>
    public string Why { get; set; } = "";
}
