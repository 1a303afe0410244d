using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are web addresses: http or https with a host.</summary>
[Description("Texts are web addresses: http or https with a host.")]
internal sealed record Url : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "an http or https address";

    /// <inheritdoc/>
    protected override bool IsSlow => true;

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text =>
        !text.Any(char.IsWhiteSpace) && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0;
}
