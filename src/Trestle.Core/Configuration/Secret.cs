namespace Trestle.Core.Configuration;

/// <summary>
/// A password or key. The configuration file names an environment variable, <c>${NAME}</c>; the value stays in the process: it
/// is never printed, saved or hashed.
/// </summary>
/// <param name="Name">The environment variable that holds the value.</param>
public sealed record Secret(string Name)
{
    private readonly string value = "";

    /// <summary>A secret with its value.</summary>
    public Secret(string name, string value)
        : this(name) => this.value = value;

    /// <summary>The value, for the call that needs it and for nothing else.</summary>
    public string Reveal() => value;

    /// <summary>Three stars, whatever the value.</summary>
    public override string ToString() => "***";
}
