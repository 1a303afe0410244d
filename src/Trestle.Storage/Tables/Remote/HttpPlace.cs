using Trestle.Core.Configuration;

namespace Trestle.Storage.Tables.Remote;

/// <summary>An address, and how it is asked.</summary>
/// <param name="Address">The address; no message shows more of it than its host.</param>
public sealed record HttpPlace(WebAddress Address)
{
    /// <summary>Headers that are sent to this host alone, such as Authorization.</summary>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>();

    /// <summary>How long the server may take for the head of an answer, and for each further part of it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The first pause before the server is asked again; later ones grow.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most bytes that are fetched.</summary>
    public long SizeLimit { get; init; } = long.MaxValue;

    /// <summary>The pages of an answer; null for a file.</summary>
    public HttpPaging? Paging { get; init; }

    /// <summary>The path of the list of rows in a page, with dots; empty for the page itself.</summary>
    public string Items { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Address}";
}

/// <summary>How the next page is found.</summary>
public enum PageKind
{
    /// <summary>There is one page.</summary>
    None,

    /// <summary>The header <c>Link</c> names it (RFC 8288).</summary>
    Link,

    /// <summary>A field of the page holds its address.</summary>
    Next,

    /// <summary>A field of the page holds a text for a parameter.</summary>
    Cursor,

    /// <summary>A parameter counts pages, up to one without rows.</summary>
    Page,

    /// <summary>A parameter counts rows, up to a page without any.</summary>
    Offset,
}

/// <summary>The pages of an answer.</summary>
/// <param name="By">How the next page is found.</param>
/// <param name="At">The path of the field with the address or the text.</param>
/// <param name="Parameter">The parameter of the address.</param>
/// <param name="From">The number of the first page.</param>
/// <param name="Limit">The most pages.</param>
public sealed record HttpPaging(PageKind By, string At, string Parameter, int From, int Limit);
