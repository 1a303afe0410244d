using System.ComponentModel;
using System.Net;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are IP addresses of version 4 or 6.</summary>
[Description("Texts are IP addresses of version 4 or 6.")]
internal sealed record IpAddress : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "an IP address";

    /// <inheritdoc/>
    protected override bool IsSlow => true;

    // The parser takes "1" for 0.0.0.1.
    /// <inheritdoc/>
    protected override Func<string, bool> Test() =>
        text => IPAddress.TryParse(text, out _) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3);
}
