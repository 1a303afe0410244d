using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Storage.Tables.Remote;

namespace Trestle.Stages.Ingest;

/// <summary>Files or an API at addresses.</summary>
public sealed record HttpSettings
{
    [Setting("Addresses instead of files: one or a list; each is a file of any format, or a JSON API.",
        Example = "https://data.example.org/t.csv")]
    public IReadOnlyList<WebAddress> Url { get; init; } = [];

    [Setting("Addresses: headers for their host; each is a variable with the whole value, such as 'Bearer …'.",
        Example = "{Authorization: \"${API_AUTH}\"}")]
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = new Dictionary<string, Secret>();

    [Setting("Addresses: path of the list of rows in a JSON answer.", Example = "data.items")]
    public string? Items { get; init; }

    [Setting("Addresses: how the next page of a JSON answer is found (default: there is one page).", Example = "link")]
    public PagingSettings? Paging { get; init; }

    /// <summary>Whether any of them is set.</summary>
    internal bool IsSet => Url.Count > 0 || Headers.Count > 0 || Items is not null || Paging is not null;

    /// <summary>Whether rows are taken out of JSON answers.</summary>
    internal bool IsApi => Items is not null || Paging is not null;

    /// <summary>An address, and how it is asked.</summary>
    internal HttpPlace Of(WebAddress address, SourceSettings settings) => new(address)
    {
        Headers = Headers,
        Timeout = settings.Timeout ?? TimeSpan.FromSeconds(100),
        SizeLimit = settings.SizeLimit.Bytes,
        Items = Items ?? "",
        Paging = Paging?.Of(),
    };
}

/// <summary>How the next page is found.</summary>
public sealed record PagingSettings
{
    [Setting(
        "link (the header Link names it), next (a field holds its address), cursor (a field holds a text for a parameter), page or "
            + "offset (a parameter counts pages or rows, up to a page without rows).")]
    public PageKind By { get; init; } = PageKind.Link;

    [Setting("Path of the field with the address or the cursor.", Example = "meta.next")]
    public string? At { get; init; }

    [Setting("Name of the parameter (default: cursor, page or offset).")]
    public string? Parameter { get; init; }

    [Setting("Number of the first page.")]
    public int From { get; init; } = 1;

    [Setting("Most pages; more are an error.")]
    [Range(1, 100_000_000)]
    public int Limit { get; init; } = 100_000;

    /// <summary>A word alone is short for the section.</summary>
    [ShortForm]
    public static PagingSettings FromText(string by) => Enum.TryParse<PageKind>(by, ignoreCase: true, out var kind) && kind != PageKind.None
        && !by.Any(char.IsDigit)
        ? new() { By = kind }
        : throw new FormatException("one of link, next, cursor, page, offset");

    /// <summary>The same for the reader.</summary>
    internal HttpPaging Of() => new(
        By, At ?? (By == PageKind.Next ? "next" : "cursor"), Parameter ?? $"{By}".ToLowerInvariant(), From, Limit);
}
