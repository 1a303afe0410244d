using Trestle.Core.Configuration;
using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>
/// Writes web addresses in one form: scheme and host in lower case, without the default port, a fragment, and a slash at the end.
/// </summary>
public sealed record UrlAddress : FormStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "url";

    /// <summary>Whether only the host is kept.</summary>
    [Setting("Whether to keep only the host, without www: https://www.example.org/a becomes example.org.", Example = "true")]
    public bool HostOnly { get; init; }

    /// <inheritdoc/>
    protected override IFittedStep For(IReadOnlyList<string> columns) => new FittedUrlAddress(columns, Unknown, HostOnly);
}

/// <summary>A fitted <see cref="UrlAddress"/>.</summary>
public sealed record FittedUrlAddress(IReadOnlyList<string> Columns, WithoutForm Unknown, bool HostOnly) : FittedForm(Columns, Unknown)
{
    /// <inheritdoc/>
    public override string? FormOf(string text) => UrlForm.Of(text, HostOnly);
}
